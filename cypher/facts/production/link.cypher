// mode: write
// params: rows
// returns: -
//
// Where in the world a material is produced.
UNWIND $rows AS row
MATCH (n:Production {id: row.key})
MATCH (m:Item {id: row.properties.material_id})
MERGE (n)-[:OF]->(m)
WITH row, n
MERGE (c:Country {id: row.properties.country})
MERGE (n)-[:FROM]->(c)
