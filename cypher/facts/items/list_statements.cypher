// mode: read
// params: rows
// returns: key, statements, properties
//
// All that any source states about these items.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Item {id: row.key})
RETURN
  n.id AS key,
  n.statements AS statements,
  properties(n) AS properties
