// mode: schema
// params: -
// returns: -
//
// One Certificate for one id, also under concurrent writers.
CREATE CONSTRAINT certificate_id IF NOT EXISTS
FOR (n:Certificate) REQUIRE n.id IS UNIQUE
