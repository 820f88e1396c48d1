// mode: write
// params: rows
// returns: -
//
// Add or change plans.
// Written by graph.compile_queries.
UNWIND $rows AS row
MERGE (n:Plan {id: row.key})
SET n = row.properties
