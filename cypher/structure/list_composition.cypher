// mode: read
// params: ids
// returns: material, name, parts
//
// What some items are made of, by material; a part is a list: id, kg in one unit of it.
// Rows cost more than what is in them, and there are fewer materials than parts.
UNWIND $ids AS id
MATCH (p:Item {id: id})-[r:MADE_OF]->(m:Item)
RETURN
  m.id AS material,
  m.name AS name,
  collect([p.id, r.mass_kg]) AS parts
