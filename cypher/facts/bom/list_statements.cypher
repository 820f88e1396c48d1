// mode: read
// params: rows
// returns: key, statements, properties
//
// All that any source states about these bom.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (:Item {id: row.start_id})-[r:CONTAINS {key: row.key}]->(:Item)
RETURN
  r.key AS key,
  r.statements AS statements,
  properties(r) AS properties
