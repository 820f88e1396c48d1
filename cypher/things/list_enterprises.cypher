// mode: read
// params: country, region, offset, limit
// returns: things, total
//
// One page of the enterprises of a place, by id, and how many there are; null: of any.
CALL () {
  MATCH (n:Enterprise)
  WHERE ($country IS NULL OR n.country = $country) AND ($region IS NULL OR n.region = $region)
  RETURN count(n) AS total
}
CALL () {
  MATCH (n:Enterprise)
  WHERE ($country IS NULL OR n.country = $country) AND ($region IS NULL OR n.region = $region)
  WITH n ORDER BY n.id SKIP $offset LIMIT $limit
  RETURN collect({
    id: n.id, name: n.name, name_en: n.name_en, name_ru: n.name_ru, name_uz: n.name_uz,
    country: n.country, region: n.region
  }) AS things
}
RETURN
  things,
  total
