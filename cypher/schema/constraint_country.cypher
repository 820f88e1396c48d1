// mode: schema
// params: -
// returns: -
//
// One Country for one id, also under concurrent writers.
CREATE CONSTRAINT country_id IF NOT EXISTS
FOR (n:Country) REQUIRE n.id IS UNIQUE
