// mode: read
// params: ids
// returns: id, kind, statements, texts, region, entries
//
// What these can be found by, their places included, with the entries they have.
UNWIND $ids AS id
MATCH (n:Enterprise {id: id})
OPTIONAL MATCH (n)-[:LOCATED_IN]->(r:Region)
RETURN
  n.id AS id,
  'enterprise' AS kind,
  coalesce(n.statements, []) AS statements,
  n {
    .name, .name_en, .name_ru, .name_uz,
    .description, .description_en, .description_ru, .description_uz,
    .district, .district_en, .district_ru, .district_uz
  } AS texts,
  r {.name_en, .name_ru, .name_uz} AS region,
  [(n)<-[:DESCRIBES]-(s:SearchEntry) | s {.id, .text_hash, .kind}] AS entries
