// mode: read
// params: rows
// returns: key, type, labels, user
//
// The facts that point at these processes: links by their key, nodes by their id.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Process {id: row.key})-[link:CAN|REQUIRES]-(other)
RETURN
  n.id AS key,
  type(link) AS type,
  labels(other) AS labels,
  coalesce(link.key, other.id) AS user
UNION ALL
UNWIND $rows AS row
MATCH (n:Process {id: row.key})<-[link:BROADER]-(other)
RETURN
  n.id AS key,
  type(link) AS type,
  labels(other) AS labels,
  other.id AS user
