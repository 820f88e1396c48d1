// mode: write
// params: rows
// returns: -
//
// Add items of kind assembly that are not there yet.
// Written by graph.compile_queries.
UNWIND $rows AS row
OPTIONAL MATCH (old:Item {id: row.key})
WITH row, old
WHERE old IS NULL
CREATE (n:Item:Assembly {id: row.key})
SET n = row.properties
