// mode: schema
// params: -
// returns: -
//
// One Source for one id, also under concurrent writers.
CREATE CONSTRAINT source_id IF NOT EXISTS
FOR (n:Source) REQUIRE n.id IS UNIQUE
