// mode: write
// params: rows
// returns: -
//
// Add or change processes.
// Written by graph.compile_queries.
UNWIND $rows AS row
MERGE (n:Process {id: row.key})
SET n = row.properties
