// mode: write
// params: rows
// returns: -
//
// Add or change imports.
// Written by graph.compile_queries.
UNWIND $rows AS row
MERGE (n:ImportRecord {id: row.key})
SET n = row.properties
