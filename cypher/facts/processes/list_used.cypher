// mode: read
// params: rows
// returns: key
//
// Those of these processes that other facts still point at.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Process {id: row.key})-[:CAN|REQUIRES]-()
RETURN DISTINCT n.id AS key
