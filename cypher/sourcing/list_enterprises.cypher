// mode: read
// params: ids
// returns: id, name, country, region, latitude, longitude, certificates
//
// Where some enterprises are and what they hold. A certificate is a list: id (folded name), name,
// valid_to; an enterprise without any has one of nulls.
UNWIND $ids AS id
MATCH (e:Enterprise {id: id})
OPTIONAL MATCH (e)-[h:HOLDS]->(c:Certificate)
RETURN
  e.id AS id,
  e.name AS name,
  e.country AS country,
  e.region AS region,
  e.latitude AS latitude,
  e.longitude AS longitude,
  collect([c.id, h.certificate, h.valid_to]) AS certificates
