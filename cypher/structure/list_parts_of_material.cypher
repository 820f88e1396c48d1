// mode: read
// params: id
// returns: id, kind, name, unit, mass_kg, material_kg
//
// The items made of a material, with the kg of it in one unit of each.
MATCH (:Item {id: $id})<-[r:MADE_OF]-(p:Item)
RETURN
  p.id AS id,
  p.kind AS kind,
  p.name AS name,
  p.unit AS unit,
  p.mass_kg AS mass_kg,
  r.mass_kg AS material_kg
ORDER BY id
