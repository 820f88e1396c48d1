// mode: read
// params: ids
// returns: id, kind, statements, hs_code, headings, texts, entries
//
// What these can be found by, with the entries they have.
UNWIND $ids AS id
MATCH (n:Item {id: id})
RETURN
  n.id AS id,
  n.kind AS kind,
  coalesce(n.statements, []) AS statements,
  n.hs_code AS hs_code,
  [(n)-[:CLASSIFIED_AS]->(h:HSCode) | h.id] AS headings,
  n {
    .name, .name_en, .name_ru, .name_uz,
    .description, .description_en, .description_ru, .description_uz
  } AS texts,
  [(n)<-[:DESCRIBES]-(s:SearchEntry) | s {.id, .text_hash, .kind}] AS entries
