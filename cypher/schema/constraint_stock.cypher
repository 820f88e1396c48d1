// mode: schema
// params: -
// returns: -
//
// One Stock for one id, also under concurrent writers.
CREATE CONSTRAINT stock_id IF NOT EXISTS
FOR (n:Stock) REQUIRE n.id IS UNIQUE
