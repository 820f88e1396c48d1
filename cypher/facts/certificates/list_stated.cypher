// mode: read
// params: beginning
// returns: key, start_id, end_id, statements
//
// What one source states in certificates; its statements, and no other's, begin with $beginning.
// Written by graph.compile_queries.
MATCH (a:Enterprise)-[r:HOLDS]->(b:Certificate)
WHERE any(said IN r.statements WHERE said STARTS WITH $beginning)
RETURN
  r.key AS key,
  a.id AS start_id,
  b.id AS end_id,
  r.statements AS statements
