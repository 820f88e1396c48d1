// mode: schema
// params: -
// returns: -
//
// One ImportRecord for one id, also under concurrent writers.
CREATE CONSTRAINT import_record_id IF NOT EXISTS
FOR (n:ImportRecord) REQUIRE n.id IS UNIQUE
