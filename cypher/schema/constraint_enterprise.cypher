// mode: schema
// params: -
// returns: -
//
// One Enterprise for one id, also under concurrent writers.
CREATE CONSTRAINT enterprise_id IF NOT EXISTS
FOR (n:Enterprise) REQUIRE n.id IS UNIQUE
