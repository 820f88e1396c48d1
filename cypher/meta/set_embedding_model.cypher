// mode: write
// params: model, dimensions
// returns: -
//
// Which model the embeddings and the vector index are for.
MATCH (g:Graph {id: 'zanjir'})
SET
  g.embedding_model = $model,
  g.dimensions = $dimensions
