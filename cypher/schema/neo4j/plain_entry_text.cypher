// mode: schema
// params: -
// returns: -
//
// The engine's full text of raw texts, for the baselines.
CREATE FULLTEXT INDEX `PlainEntry[text]` IF NOT EXISTS
FOR (p:PlainEntry) ON EACH [p.text]
