// mode: read
// params: rows
// returns: key
//
// Those of these enterprises that facts other than these rows still point at.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Enterprise {id: row.key})-[:CAN|SUPPLIES|HOLDS|MAKES|AT]-()
RETURN DISTINCT n.id AS key
