// mode: write
// params: rows
// returns: -
//
// Tie items to the official heading of their HS code; one that has lost its code loses the tie.
UNWIND $rows AS row
MATCH (n:Item {id: row.id})
OPTIONAL MATCH (n)-[old:CLASSIFIED_AS]->(:HSCode)
DELETE old
WITH DISTINCT row, n
WHERE row.heading IS NOT NULL
MATCH (h:HSCode {id: row.heading})
MERGE (n)-[:CLASSIFIED_AS]->(h)
