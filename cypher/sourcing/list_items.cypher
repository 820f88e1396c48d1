// mode: read
// params: ids
// returns: id, kind, name, unit, mass_kg, size_mm, hs_code
//
// What a capability's limits are held against, for some items.
UNWIND $ids AS id
MATCH (i:Item {id: id})
RETURN
  i.id AS id,
  i.kind AS kind,
  i.name AS name,
  i.unit AS unit,
  i.mass_kg AS mass_kg,
  i.size_mm AS size_mm,
  i.hs_code AS hs_code
