// mode: read
// params: ids
// returns: vehicle, latitude, longitude
//
// Where the makers of some vehicles are.
UNWIND $ids AS id
MATCH (v:Item {id: id})<-[:MAKES]-(e:Enterprise)
WHERE e.latitude IS NOT NULL AND e.longitude IS NOT NULL
RETURN
  v.id AS vehicle,
  e.latitude AS latitude,
  e.longitude AS longitude
ORDER BY vehicle, e.id
