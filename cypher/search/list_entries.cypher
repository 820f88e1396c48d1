// mode: read
// params: -
// returns: id, thing_id, kind, text
//
// All entries, without their embeddings.
MATCH (s:SearchEntry)
RETURN
  s.id AS id,
  s.thing_id AS thing_id,
  s.kind AS kind,
  s.text AS text
