// mode: read
// params: -
// returns: material, parts
//
// What everything is made of, by material; a part is a list: id, kg in one unit of it.
MATCH (m:Item)<-[r:MADE_OF]-(p:Item)
RETURN
  m.id AS material,
  collect([p.id, r.mass_kg]) AS parts
