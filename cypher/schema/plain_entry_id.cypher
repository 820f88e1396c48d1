// mode: schema
// params: -
// returns: -
//
// One PlainEntry for one id: what the baselines of a measurement search, for as long as it lasts.
CREATE CONSTRAINT plain_entry_id IF NOT EXISTS
FOR (p:PlainEntry) REQUIRE p.id IS UNIQUE
