// mode: read
// params: rows
// returns: key, type, labels, user
//
// The facts that point at these enterprises: links by their key, nodes by their id.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Enterprise {id: row.key})-[link:CAN|SUPPLIES|HOLDS|MAKES|AT]-(other)
RETURN
  n.id AS key,
  type(link) AS type,
  labels(other) AS labels,
  coalesce(link.key, other.id) AS user
