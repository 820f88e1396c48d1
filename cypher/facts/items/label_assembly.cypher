// mode: write
// params: rows
// returns: -
//
// Items that have become of kind assembly, after their old label is gone.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Item {id: row.key})
WHERE NOT n:Assembly
SET n:Assembly
