// mode: write
// params: rows
// returns: -
//
// Add or change production.
// Written by graph.compile_queries.
UNWIND $rows AS row
MERGE (n:Production {id: row.key})
SET n = row.properties
