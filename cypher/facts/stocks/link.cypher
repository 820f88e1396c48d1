// mode: write
// params: rows
// returns: -
//
// What lies where.
UNWIND $rows AS row
MATCH (n:Stock {id: row.key})
MATCH (i:Item {id: row.properties.item_id})
MERGE (n)-[:OF]->(i)
WITH row, n
MATCH (e:Enterprise {id: row.properties.enterprise_id})
MERGE (n)-[:AT]->(e)
