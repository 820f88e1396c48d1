// mode: read
// params: rows
// returns: key
//
// Those of these materials that facts other than these rows still point at.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Item {id: row.key})-[:CONTAINS|MADE_OF|REQUIRES|SUPPLIES|OF|FOR]-()
RETURN DISTINCT n.id AS key
UNION
MATCH ()-[link:CAN]->()
UNWIND link.materials AS key
WITH DISTINCT key
WHERE key IN [one IN $rows | one.key]
RETURN key
