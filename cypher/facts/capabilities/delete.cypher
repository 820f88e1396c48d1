// mode: write
// params: rows
// returns: -
//
// Remove capabilities that no source states any longer.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (:Enterprise {id: row.start_id})-[r:CAN {key: row.key}]->(:Process)
DELETE r
