// mode: read
// params: source
// returns: key, stated_by, digests
//
// What one source states in enterprises.
// Written by graph.compile_queries.
MATCH (n:Enterprise)
WHERE $source IN n.stated_by
RETURN
  n.id AS key,
  n.stated_by AS stated_by,
  n.digests AS digests
