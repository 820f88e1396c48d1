// mode: schema
// params: -
// returns: -
//
// One Item for one id, also under concurrent writers.
CREATE CONSTRAINT item_id IF NOT EXISTS
FOR (n:Item) REQUIRE n.id IS UNIQUE
