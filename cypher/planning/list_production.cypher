// mode: read
// params: -
// returns: material, production
//
// World production by material. A production is a list: country, year, quantity_t, governance.
MATCH (p:Production)
RETURN
  p.material_id AS material,
  collect([p.country, p.year, p.quantity_t, p.governance]) AS production
