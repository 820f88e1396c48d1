// mode: read
// params: ids
// returns: child, lines
//
// All lines that some items stand in. A line is a list: parent, quantity, scrap_rate, unit,
// position, alternative_group, alternative_rank, valid_from, valid_to, lifecycle, and of the parent
// kind, name, unit, mass_kg.
UNWIND $ids AS id
MATCH (c:Item {id: id})<-[r:CONTAINS]-(p:Item)
RETURN
  c.id AS child,
  collect([
    p.id, r.quantity, r.scrap_rate, r.unit, r.position, r.alternative_group, r.alternative_rank,
    r.valid_from, r.valid_to, r.lifecycle, p.kind, p.name, p.unit, p.mass_kg
  ]) AS lines
