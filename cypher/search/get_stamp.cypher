// mode: read
// params: -
// returns: version, search_stamp, embedding_model, dimensions
//
// What a snapshot is for: it is out of date when the first two have moved.
MATCH (g:Graph {id: 'zanjir'})
RETURN
  g.version AS version,
  coalesce(g.search_stamp, 0) AS search_stamp,
  g.embedding_model AS embedding_model,
  g.dimensions AS dimensions
