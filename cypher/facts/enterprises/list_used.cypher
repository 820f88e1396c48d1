// mode: read
// params: rows
// returns: key
//
// Those of these enterprises that other facts still point at.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Enterprise {id: row.key})-[:CAN|SUPPLIES|HOLDS|MAKES|AT]-()
RETURN DISTINCT n.id AS key
