// mode: schema
// params: -
// returns: -
//
// Named as ArcadeDB names its own, so that one query text serves both engines.
CREATE FULLTEXT INDEX `SearchEntry[text]` IF NOT EXISTS
FOR (s:SearchEntry) ON EACH [s.text]
