// mode: read
// params: ids, model
// returns: id, embedding
//
// The embeddings that this model made of the present texts of these entries. Some at a time: all
// of them in one statement ran into ArcadeDB's time limit at 100,000.
UNWIND $ids AS id
MATCH (s:SearchEntry {id: id})
WHERE s.embedded = $model + '|' + s.text_hash
RETURN
  id,
  s.embedding AS embedding
