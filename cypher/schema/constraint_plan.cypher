// mode: schema
// params: -
// returns: -
//
// One Plan for one id, also under concurrent writers.
CREATE CONSTRAINT plan_id IF NOT EXISTS
FOR (n:Plan) REQUIRE n.id IS UNIQUE
