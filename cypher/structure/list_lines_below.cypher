// mode: read
// params: ids
// returns: parent, lines
//
// All lines of some items, whatever their lifecycle and validity. A line is a list:
// child, quantity, scrap_rate, unit, position, alternative_group, alternative_rank, valid_from,
// valid_to, lifecycle, and of the child kind, name, unit, mass_kg.
// One row for each parent: a row for each line takes twice as long to send.
UNWIND $ids AS id
MATCH (p:Item {id: id})-[r:CONTAINS]->(c:Item)
RETURN
  p.id AS parent,
  collect([
    c.id, r.quantity, r.scrap_rate, r.unit, r.position, r.alternative_group, r.alternative_rank,
    r.valid_from, r.valid_to, r.lifecycle, c.kind, c.name, c.unit, c.mass_kg
  ]) AS lines
