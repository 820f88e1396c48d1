// mode: read
// params: ids
// returns: enterprise, capabilities
//
// Who can do some processes. A capability is a list: key, process, annual_capacity, unit,
// max_mass_kg, max_size_mm, materials.
UNWIND $ids AS id
MATCH (p:Process {id: id})<-[c:CAN]-(e:Enterprise)
RETURN
  e.id AS enterprise,
  collect([
    c.key, p.id, c.annual_capacity, c.unit, c.max_mass_kg, c.max_size_mm, c.materials
  ]) AS capabilities
