// mode: write
// params: rows
// returns: -
//
// Remove bom that no source states any longer.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (:Item {id: row.start_id})-[r:CONTAINS {key: row.key}]->(:Item)
DELETE r
