// mode: write
// params: rows
// returns: -
//
// Remove materials that no source states any longer.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Item {id: row.key})
OPTIONAL MATCH (n)<-[:DESCRIBES]-(s:SearchEntry)
DETACH DELETE s, n
