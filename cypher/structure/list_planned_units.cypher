// mode: read
// params: ids, year
// returns: id, units
//
// The planned units of some vehicles in one year; a vehicle without a plan is left out.
UNWIND $ids AS id
MATCH (v:Item {id: id})<-[:FOR]-(p:Plan)
WHERE p.year = $year
RETURN
  v.id AS id,
  sum(p.units) AS units
ORDER BY id
