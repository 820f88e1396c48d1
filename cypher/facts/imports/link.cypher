// mode: write
// params: rows
// returns: -
//
// What was imported, and from where.
UNWIND $rows AS row
MATCH (n:ImportRecord {id: row.key})
MERGE (c:Country {id: row.properties.country})
MERGE (n)-[:FROM]->(c)
WITH row, n
MATCH (i:Item {id: row.properties.item_id})
MERGE (n)-[:OF]->(i)
