// mode: write
// params: rows
// returns: -
//
// Add or change stocks.
// Written by graph.compile_queries.
UNWIND $rows AS row
MERGE (n:Stock {id: row.key})
SET n = row.properties
