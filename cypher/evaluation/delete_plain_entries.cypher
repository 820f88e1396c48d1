// mode: write
// params: limit
// returns: gone
//
// In portions: one transaction of a hundred thousand would take the memory of all.
MATCH (p:PlainEntry)
WITH p LIMIT $limit
DETACH DELETE p
RETURN count(*) AS gone
