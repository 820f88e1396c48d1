// mode: read
// params: ids
// returns: id, kind, statements, texts, entries
//
// What these can be found by, with the entries they have.
UNWIND $ids AS id
MATCH (n:Process {id: id})
RETURN
  n.id AS id,
  'process' AS kind,
  coalesce(n.statements, []) AS statements,
  n {
    .name, .name_en, .name_ru, .name_uz,
    .description, .description_en, .description_ru, .description_uz
  } AS texts,
  [(n)<-[:DESCRIBES]-(s:SearchEntry) | s {.id, .text_hash, .kind}] AS entries
