// mode: read
// params: -
// returns: nodes
//
// How many nodes there are besides the one that the schema brings: 0 for an empty database.
MATCH (n)
WHERE NOT n:Graph
RETURN count(n) AS nodes
