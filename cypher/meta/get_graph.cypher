// mode: read
// params: -
// returns: version, embedding_model, dimensions
//
// The graph's version and the model its embeddings were made with.
MATCH (g:Graph {id: 'zanjir'})
RETURN
  g.version AS version,
  g.embedding_model AS embedding_model,
  g.dimensions AS dimensions
