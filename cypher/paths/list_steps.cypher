// mode: read
// params: items, enterprises, processes
// returns: kind, id, name, via_space, via
//
// The things one step away from some things, in either direction, with one of those it is
// reached from. Places and certificates are left out: everything in one country is near by them.
CALL () {
  UNWIND $items AS id
  MATCH (n:Item {id: id})-[:CONTAINS|MADE_OF|REQUIRES|SUPPLIES|MAKES]-(m)
  RETURN 'items' AS via_space, n.id AS via, m
  UNION ALL
  UNWIND $enterprises AS id
  MATCH (n:Enterprise {id: id})-[:CAN|SUPPLIES|MAKES]-(m)
  RETURN 'enterprises' AS via_space, n.id AS via, m
  UNION ALL
  UNWIND $processes AS id
  MATCH (n:Process {id: id})-[:BROADER|REQUIRES|CAN]-(m)
  RETURN 'processes' AS via_space, n.id AS via, m
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
