// mode: read
// params: source
// returns: key, start_id, end_id, stated_by, digests
//
// What one source states in composition.
// Written by graph.compile_queries.
MATCH (a:Item)-[r:MADE_OF]->(b:Item)
WHERE $source IN r.stated_by
RETURN
  r.key AS key,
  a.id AS start_id,
  b.id AS end_id,
  r.stated_by AS stated_by,
  r.digests AS digests
