// mode: read
// params: -
// returns: bundle, items
//
// All items, in bundles by the end of their ids: rows cost more than what is in them. An item is a
// list: id, kind, name, unit, mass_kg, hs_code.
MATCH (i:Item)
RETURN
  right(i.id, 2) AS bundle,
  collect([i.id, i.kind, i.name, i.unit, i.mass_kg, i.hs_code]) AS items
