// mode: read
// params: query, limit
// returns: entry_id, score
//
// Entries by full text, best first. The query is Lucene's syntax, made by graph.search.analysis;
// both engines call the index by this name.
CALL db.index.fulltext.queryNodes('SearchEntry[text]', $query, {limit: $limit}) YIELD node, score
RETURN
  node.id AS entry_id,
  score
