// mode: read
// params: rows
// returns: key, type, labels, user
//
// The facts that point at these materials: links by their key, nodes by their id.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Item {id: row.key})-[link:CONTAINS|MADE_OF|REQUIRES|SUPPLIES|OF|FOR]-(other)
RETURN
  n.id AS key,
  type(link) AS type,
  labels(other) AS labels,
  coalesce(link.key, other.id) AS user
UNION ALL
MATCH ()-[link:CAN]->()
UNWIND link.materials AS key
WITH link, key
WHERE key IN [one IN $rows | one.key]
RETURN
  key,
  type(link) AS type,
  [] AS labels,
  link.key AS user
