// mode: schema
// params: -
// returns: -
//
// One Process for one id, also under concurrent writers.
CREATE CONSTRAINT process_id IF NOT EXISTS
FOR (n:Process) REQUIRE n.id IS UNIQUE
