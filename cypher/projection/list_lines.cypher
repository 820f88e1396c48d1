// mode: read
// params: -
// returns: parent, lines
//
// All lines of all bills of material by parent. A line is a list: child, quantity, scrap_rate,
// unit, position, alternative_group, alternative_rank, valid_from, valid_to, lifecycle. Parent by
// parent, so that the database holds the lines of one and not of all until the first is sent.
MATCH (p:Item)
WHERE EXISTS { (p)-[:CONTAINS]->(:Item) }
RETURN
  p.id AS parent,
  [(p)-[r:CONTAINS]->(c:Item) | [
    c.id, r.quantity, r.scrap_rate, r.unit, r.position, r.alternative_group, r.alternative_rank,
    r.valid_from, r.valid_to, r.lifecycle
  ]] AS lines
