// mode: write
// params: rows, model
// returns: -
//
// Not where the text has changed since it was read.
UNWIND $rows AS row
MATCH (s:SearchEntry {id: row.id})
WHERE s.text_hash = row.text_hash
SET
  s.embedding = row.embedding,
  s.embedded = $model + '|' + row.text_hash
