// mode: read
// params: rows
// returns: key, statements, properties
//
// All that any source states about these requirements.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (:Item {id: row.start_id})-[r:REQUIRES {key: row.key}]->(:Process)
RETURN
  r.key AS key,
  r.statements AS statements,
  properties(r) AS properties
