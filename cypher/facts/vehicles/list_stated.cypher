// mode: read
// params: source
// returns: key, stated_by, digests
//
// What one source states in vehicles.
// Written by graph.compile_queries.
MATCH (n:Item)
WHERE n.kind IN ['vehicle'] AND $source IN n.stated_by
RETURN
  n.id AS key,
  n.stated_by AS stated_by,
  n.digests AS digests
