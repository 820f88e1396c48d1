// mode: schema
// params: -
// returns: -
//
// One Run for one id, also under concurrent writers.
CREATE CONSTRAINT run_id IF NOT EXISTS
FOR (n:Run) REQUIRE n.id IS UNIQUE
