// mode: read
// params: -
// returns: parent, lifecycle, lines
//
// The whole structure for the cycle check; collected by parent, which is three times as fast as
// a row for each line.
MATCH (p:Item)-[r:CONTAINS]->(c:Item)
RETURN
  p.id AS parent,
  r.lifecycle AS lifecycle,
  collect([c.id, r.key]) AS lines
