// mode: schema
// params: -
// returns: -
//
// One HSCode for one id, also under concurrent writers.
CREATE CONSTRAINT hs_code_id IF NOT EXISTS
FOR (n:HSCode) REQUIRE n.id IS UNIQUE
