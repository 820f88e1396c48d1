// mode: read
// params: model
// returns: id, text, text_hash
//
// Entries without an embedding of this text by this model.
MATCH (s:SearchEntry)
WHERE s.embedded IS NULL OR s.embedded <> $model + '|' + s.text_hash
RETURN
  s.id AS id,
  s.vector_text AS text,
  s.text_hash AS text_hash
