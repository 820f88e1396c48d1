// mode: read
// params: ids
// returns: parent, lines
//
// The lines of some items that belong to a group of alternatives: which of a group counts can
// only be told from all of it. A line is a list as in list_lines_below.
UNWIND $ids AS id
MATCH (p:Item {id: id})-[r:CONTAINS]->(c:Item)
WHERE r.alternative_group IS NOT NULL
RETURN
  p.id AS parent,
  collect([
    c.id, r.quantity, r.scrap_rate, r.unit, r.position, r.alternative_group, r.alternative_rank,
    r.valid_from, r.valid_to, r.lifecycle, c.kind, c.name, c.unit, c.mass_kg
  ]) AS lines
