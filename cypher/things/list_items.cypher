// mode: read
// params: kinds, offset, limit
// returns: things, total
//
// One page of the items of some kinds, by id, and how many there are.
CALL () {
  MATCH (n:Item)
  WHERE n.kind IN $kinds
  RETURN count(n) AS total
}
CALL () {
  MATCH (n:Item)
  WHERE n.kind IN $kinds
  WITH n ORDER BY n.id SKIP $offset LIMIT $limit
  RETURN collect({
    id: n.id, kind: n.kind, name: n.name, name_en: n.name_en, name_ru: n.name_ru, name_uz: n.name_uz,
    part_number: n.part_number, hs_code: n.hs_code
  }) AS things
}
RETURN
  things,
  total
