// mode: read
// params: items, enterprises, processes, regions, countries, certificates, limit
// returns: kind, id, name
//
// The things one step away from some things, in either direction, at most so many.
CALL () {
  UNWIND $items AS id
  MATCH (:Item {id: id})-[:CONTAINS|MADE_OF|REQUIRES|SUPPLIES|MAKES]-(m)
  RETURN m
  UNION ALL
  UNWIND $enterprises AS id
  MATCH (:Enterprise {id: id})-[:CAN|SUPPLIES|MAKES|LOCATED_IN|HOLDS]-(m)
  RETURN m
  UNION ALL
  UNWIND $processes AS id
  MATCH (:Process {id: id})-[:BROADER|REQUIRES|CAN]-(m)
  RETURN m
  UNION ALL
  UNWIND $regions AS id
  MATCH (:Region {id: id})-[:LOCATED_IN]-(m)
  RETURN m
  UNION ALL
  UNWIND $countries AS id
  MATCH (:Country {id: id})-[:LOCATED_IN]-(m)
  RETURN m
  UNION ALL
  UNWIND $certificates AS id
  MATCH (:Certificate {id: id})-[:HOLDS]-(m)
  RETURN m
}
RETURN DISTINCT
  CASE
    WHEN m:Item THEN m.kind
    WHEN m:Enterprise THEN 'enterprise'
    WHEN m:Process THEN 'process'
    WHEN m:Region THEN 'region'
    WHEN m:Country THEN 'country'
    WHEN m:Certificate THEN 'certificate'
  END AS kind,
  m.id AS id,
  m.name AS name
ORDER BY kind, id
LIMIT $limit
