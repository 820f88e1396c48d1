// mode: write
// params: rows
// returns: -
//
// Add or change enterprises.
// Written by graph.compile_queries.
UNWIND $rows AS row
MERGE (n:Enterprise {id: row.key})
SET n = row.properties
