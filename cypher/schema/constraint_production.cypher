// mode: schema
// params: -
// returns: -
//
// One Production for one id, also under concurrent writers.
CREATE CONSTRAINT production_id IF NOT EXISTS
FOR (n:Production) REQUIRE n.id IS UNIQUE
