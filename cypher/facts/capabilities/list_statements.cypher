// mode: read
// params: rows
// returns: key, statements, properties
//
// All that any source states about these capabilities.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (:Enterprise {id: row.start_id})-[r:CAN {key: row.key}]->(:Process)
RETURN
  r.key AS key,
  r.statements AS statements,
  properties(r) AS properties
