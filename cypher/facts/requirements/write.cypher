// mode: write
// params: rows
// returns: -
//
// Add or change requirements.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (a:Item {id: row.start_id})
MATCH (b:Process {id: row.end_id})
MERGE (a)-[r:REQUIRES {key: row.key}]->(b)
SET r = row.properties
