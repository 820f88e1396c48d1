// mode: schema
// params: -
// returns: -
//
// One Region for one id, also under concurrent writers.
CREATE CONSTRAINT region_id IF NOT EXISTS
FOR (n:Region) REQUIRE n.id IS UNIQUE
