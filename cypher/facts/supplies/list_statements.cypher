// mode: read
// params: rows
// returns: key, statements, properties
//
// All that any source states about these supplies.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (:Enterprise {id: row.start_id})-[r:SUPPLIES {key: row.key}]->(:Item)
RETURN
  r.key AS key,
  r.statements AS statements,
  properties(r) AS properties
