// mode: read
// params: beginning
// returns: key, statements
//
// What one source states in plans; its statements, and no other's, begin with $beginning.
// Written by graph.compile_queries.
MATCH (n:Plan)
WHERE any(said IN n.statements WHERE said STARTS WITH $beginning)
RETURN
  n.id AS key,
  n.statements AS statements
