// mode: read
// params: rows
// returns: key
//
// Those of these processes that facts other than these rows still point at.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Process {id: row.key})-[:CAN|REQUIRES]-()
RETURN DISTINCT n.id AS key
UNION
UNWIND $rows AS row
MATCH (n:Process {id: row.key})<-[:BROADER]-(below:Process)
WHERE NOT below.id IN [one IN $rows | one.key]
RETURN DISTINCT n.id AS key
