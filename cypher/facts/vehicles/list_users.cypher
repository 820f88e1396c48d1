// mode: read
// params: rows
// returns: key, type, labels, user
//
// The facts that point at these vehicles: links by their key, nodes by their id.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Item {id: row.key})-[link:CONTAINS|MADE_OF|REQUIRES|SUPPLIES|OF|FOR]-(other)
RETURN
  n.id AS key,
  type(link) AS type,
  labels(other) AS labels,
  coalesce(link.key, other.id) AS user
