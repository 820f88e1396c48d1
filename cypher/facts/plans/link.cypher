// mode: write
// params: rows
// returns: -
//
// Which vehicle a plan is for.
UNWIND $rows AS row
MATCH (n:Plan {id: row.key})
MATCH (v:Item {id: row.properties.vehicle_id})
MERGE (n)-[:FOR]->(v)
