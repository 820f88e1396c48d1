// mode: write
// params: rows
// returns: -
//
// Remove composition that no source states any longer.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (:Item {id: row.start_id})-[r:MADE_OF {key: row.key}]->(:Item)
DELETE r
