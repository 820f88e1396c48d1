// mode: read
// params: beginning
// returns: key, start_id, end_id, statements
//
// What one source states in requirements; its statements, and no other's, begin with $beginning.
// Written by graph.compile_queries.
MATCH (a:Item)-[r:REQUIRES]->(b:Process)
WHERE any(said IN r.statements WHERE said STARTS WITH $beginning)
RETURN
  r.key AS key,
  a.id AS start_id,
  b.id AS end_id,
  r.statements AS statements
