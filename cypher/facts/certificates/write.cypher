// mode: write
// params: rows
// returns: -
//
// Add or change certificates.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (a:Enterprise {id: row.start_id})
MERGE (b:Certificate {id: row.end_id})
MERGE (a)-[r:HOLDS {key: row.key}]->(b)
SET r = row.properties
