// mode: write
// params: rows
// returns: -
//
// Remove stocks that no source states any longer.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (n:Stock {id: row.key})
OPTIONAL MATCH (s:SearchEntry)-[:DESCRIBES]->(n)
DETACH DELETE s, n
