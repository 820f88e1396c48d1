// mode: schema
// params: -
// returns: -
//
// One SearchEntry for one id, also under concurrent writers.
CREATE CONSTRAINT search_entry_id IF NOT EXISTS
FOR (n:SearchEntry) REQUIRE n.id IS UNIQUE
