// mode: read
// params: -
// returns: parent, id
//
// The process taxonomy for the cycle check.
MATCH (p:Process)-[:BROADER]->(parent:Process)
RETURN
  parent.id AS parent,
  p.id AS id
