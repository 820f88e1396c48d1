// mode: read
// params: beginning
// returns: key, statements
//
// What one source states in materials; its statements, and no other's, begin with $beginning.
// Written by graph.compile_queries.
MATCH (n:Item)
WHERE n.kind IN ['material'] AND any(said IN n.statements WHERE said STARTS WITH $beginning)
RETURN
  n.id AS key,
  n.statements AS statements
