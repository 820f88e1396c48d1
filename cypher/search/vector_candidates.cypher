// mode: read
// params: vector, limit, model
// returns: entry_id, embedding
//
// Entries by the engine's vector index, nearest first, without those whose text this model has not
// embedded yet. The embeddings come along and not the scores: those are on scales of the engines'
// own, and Neo4j's are of quantized vectors.
CALL db.index.vector.queryNodes('SearchEntry[embedding]', $limit, $vector) YIELD node, score
WITH node, score
WHERE node.embedded = $model + '|' + node.text_hash
RETURN
  node.id AS entry_id,
  node.embedding AS embedding
