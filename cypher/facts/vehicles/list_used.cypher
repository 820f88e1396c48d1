// mode: read
// params: rows
// returns: key
//
// Those of these vehicles that facts other than these rows still point at.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Item {id: row.key})-[:CONTAINS|MADE_OF|REQUIRES|SUPPLIES|OF|FOR]-()
RETURN DISTINCT n.id AS key
