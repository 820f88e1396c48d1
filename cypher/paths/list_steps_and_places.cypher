// mode: read
// params: items, enterprises, processes, regions, countries, certificates
// returns: kind, id, name, via_space, via
//
// As list_steps, over places and certificates too.
CALL () {
  UNWIND $items AS id
  MATCH (n:Item {id: id})-[:CONTAINS|MADE_OF|REQUIRES|SUPPLIES|MAKES]-(m)
  RETURN 'items' AS via_space, n.id AS via, m
  UNION ALL
  UNWIND $enterprises AS id
  MATCH (n:Enterprise {id: id})-[:CAN|SUPPLIES|MAKES|LOCATED_IN|HOLDS]-(m)
  RETURN 'enterprises' AS via_space, n.id AS via, m
  UNION ALL
  UNWIND $processes AS id
  MATCH (n:Process {id: id})-[:BROADER|REQUIRES|CAN]-(m)
  RETURN 'processes' AS via_space, n.id AS via, m
  UNION ALL
  UNWIND $regions AS id
  MATCH (n:Region {id: id})-[:LOCATED_IN]-(m)
  RETURN 'regions' AS via_space, n.id AS via, m
  UNION ALL
  UNWIND $countries AS id
  MATCH (n:Country {id: id})-[:LOCATED_IN]-(m)
  RETURN 'countries' AS via_space, n.id AS via, m
  UNION ALL
  UNWIND $certificates AS id
  MATCH (n:Certificate {id: id})-[:HOLDS]-(m)
  RETURN 'certificates' AS via_space, n.id AS via, m
}
RETURN
  CASE
    WHEN m:Item THEN m.kind
    WHEN m:Enterprise THEN 'enterprise'
    WHEN m:Process THEN 'process'
    WHEN m:Region THEN 'region'
    WHEN m:Country THEN 'country'
    WHEN m:Certificate THEN 'certificate'
  END AS kind,
  m.id AS id,
  m.name AS name,
  via_space AS via_space,
  min(via) AS via
ORDER BY kind, id, via_space
