// mode: read
// params: query, limit
// returns: thing_id, score
//
// The engine's own full text over raw texts, best first. The query holds words only.
CALL db.index.fulltext.queryNodes('PlainEntry[text]', $query, {limit: $limit}) YIELD node, score
RETURN
  node.thing_id AS thing_id,
  score
