// mode: schema
// params: -
// returns: -
//
// One Graph for one id, also under concurrent writers.
CREATE CONSTRAINT graph_id IF NOT EXISTS
FOR (n:Graph) REQUIRE n.id IS UNIQUE
