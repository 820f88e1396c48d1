// mode: read
// params: id
// returns: id, kind, name, unit, mass_kg, graph_version
//
// The item a roll-up starts from, with the version of the graph it is read at.
MATCH (n:Item {id: $id})
OPTIONAL MATCH (g:Graph {id: 'zanjir'})
RETURN
  n.id AS id,
  n.kind AS kind,
  n.name AS name,
  n.unit AS unit,
  n.mass_kg AS mass_kg,
  coalesce(g.version, 0) AS graph_version
