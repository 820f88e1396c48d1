// mode: read
// params: -
// returns: vehicle, year, units
//
// All planned units by vehicle and year; a plan whose vehicle is not known has none.
MATCH (p:Plan)
OPTIONAL MATCH (p)-[:FOR]->(v:Item)
RETURN
  v.id AS vehicle,
  p.year AS year,
  sum(p.units) AS units
