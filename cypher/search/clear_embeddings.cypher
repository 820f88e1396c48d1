// mode: write
// params: limit
// returns: cleared
//
// Some embeddings of another length: they may not stand in the way of the new vector index.
MATCH (s:SearchEntry)
WHERE s.embedding IS NOT NULL
WITH s LIMIT $limit
REMOVE s.embedding, s.embedded
RETURN count(s) AS cleared
