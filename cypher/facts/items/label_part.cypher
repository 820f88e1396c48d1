// mode: write
// params: rows
// returns: -
//
// Items that have become of kind part, after their old label is gone.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Item {id: row.key})
WHERE NOT n:Part
SET n:Part
