// mode: write
// params: rows
// returns: -
//
// The taxonomy. A parent may come in a later batch: it is made here and filled there.
UNWIND $rows AS row
MATCH (p:Process {id: row.key})
OPTIONAL MATCH (p)-[old:BROADER]->(:Process)
DELETE old
WITH DISTINCT row, p
WHERE row.properties.parent_id IS NOT NULL
MERGE (parent:Process {id: row.properties.parent_id})
MERGE (p)-[:BROADER]->(parent)
