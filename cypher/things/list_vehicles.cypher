// mode: read
// params: offset, limit
// returns: things, total
//
// One page of the vehicles, by id, and how many there are.
CALL () {
  MATCH (n:Vehicle)
  RETURN count(n) AS total
}
CALL () {
  MATCH (n:Vehicle)
  WITH n ORDER BY n.id SKIP $offset LIMIT $limit
  RETURN collect({
    id: n.id, kind: n.kind, name: n.name, name_en: n.name_en, name_ru: n.name_ru, name_uz: n.name_uz
  }) AS things
}
RETURN
  things,
  total
