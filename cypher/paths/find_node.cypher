// mode: read
// params: id
// returns: kind, id, name, place
//
// The things of an id, whatever they are: ids are unique among items, among enterprises and so on only.
// Items come first.
CALL () {
  MATCH (n:Item {id: $id})
  RETURN 0 AS place, n.kind AS kind, n.id AS id, n.name AS name
  UNION ALL
  MATCH (n:Enterprise {id: $id})
  RETURN 1 AS place, 'enterprise' AS kind, n.id AS id, n.name AS name
  UNION ALL
  MATCH (n:Process {id: $id})
  RETURN 2 AS place, 'process' AS kind, n.id AS id, n.name AS name
  UNION ALL
  MATCH (n:Region {id: $id})
  RETURN 3 AS place, 'region' AS kind, n.id AS id, n.name AS name
  UNION ALL
  MATCH (n:Country {id: $id})
  RETURN 4 AS place, 'country' AS kind, n.id AS id, n.name AS name
  UNION ALL
  MATCH (n:Certificate {id: $id})
  RETURN 5 AS place, 'certificate' AS kind, n.id AS id, n.name AS name
}
RETURN
  kind,
  id,
  name,
  place
ORDER BY place, id
LIMIT 1
