// mode: write
// params: rows
// returns: -
//
// Remove requirements that no source states any longer.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (:Item {id: row.start_id})-[r:REQUIRES {key: row.key}]->(:Process)
DELETE r
