// mode: read
// params: offset, limit
// returns: things, total
//
// One page of the processes with their parents, by id, and how many there are.
CALL () {
  MATCH (n:Process)
  RETURN count(n) AS total
}
CALL () {
  MATCH (n:Process)
  WITH n ORDER BY n.id SKIP $offset LIMIT $limit
  OPTIONAL MATCH (n)-[:BROADER]->(p:Process)
  WITH n, min(p.id) AS parent_id ORDER BY n.id
  RETURN collect({
    id: n.id, name: n.name, name_en: n.name_en, name_ru: n.name_ru, name_uz: n.name_uz,
    parent_id: parent_id
  }) AS things
}
RETURN
  things,
  total
