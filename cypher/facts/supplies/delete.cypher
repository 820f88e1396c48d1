// mode: write
// params: rows
// returns: -
//
// Remove supplies that no source states any longer.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (:Enterprise {id: row.start_id})-[r:SUPPLIES {key: row.key}]->(:Item)
DELETE r
