// mode: write
// params: rows
// returns: -
//
// Add or change supplies.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (a:Enterprise {id: row.start_id})
MATCH (b:Item {id: row.end_id})
MERGE (a)-[r:SUPPLIES {key: row.key}]->(b)
SET r = row.properties
