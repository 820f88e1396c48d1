// mode: read
// params: limit
// returns: id
//
// Items with declared requirements, whatever they are: for an item that nothing but its text
// relates to others.
MATCH (i:Item)-[:REQUIRES]->(:Process)
RETURN DISTINCT i.id AS id
ORDER BY id
LIMIT $limit
