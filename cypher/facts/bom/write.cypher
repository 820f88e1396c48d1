// mode: write
// params: rows
// returns: -
//
// Add or change bom.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (a:Item {id: row.start_id})
MATCH (b:Item {id: row.end_id})
MERGE (a)-[r:CONTAINS {key: row.key}]->(b)
SET r = row.properties
