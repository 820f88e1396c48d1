// mode: write
// params: rows
// returns: -
//
// Items that are of kind part no longer.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Item {id: row.key})
WHERE n:Part
REMOVE n:Part
