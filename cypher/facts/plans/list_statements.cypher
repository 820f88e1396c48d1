// mode: read
// params: rows
// returns: key, statements
//
// All that any source states about these plans.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Plan {id: row.key})
RETURN
  n.id AS key,
  n.statements AS statements
