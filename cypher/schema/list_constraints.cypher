// mode: schema
// params: -
// returns: name, labels, properties
//
// What the database enforces.
SHOW CONSTRAINTS YIELD name, labelsOrTypes, properties
RETURN name, labelsOrTypes AS labels, properties
