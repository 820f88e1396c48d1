// mode: write
// params: rows
// returns: -
//
// Change materials that are there.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Item {id: row.key})
SET n = row.properties
