// mode: write
// params: rows
// returns: -
//
// Add or change capabilities.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (a:Enterprise {id: row.start_id})
MATCH (b:Process {id: row.end_id})
MERGE (a)-[r:CAN {key: row.key}]->(b)
SET r = row.properties
