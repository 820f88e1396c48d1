// mode: read
// params: ids
// returns: id, year, units
//
// The planned units of some vehicles by year.
UNWIND $ids AS id
MATCH (v:Item {id: id})<-[:FOR]-(p:Plan)
RETURN
  v.id AS id,
  p.year AS year,
  sum(p.units) AS units
ORDER BY id, year
