// mode: write
// params: rows
// returns: -
//
// Remove certificates that no source states any longer.
// Written by graph.compile_queries.
UNWIND $rows AS row
MATCH (:Enterprise {id: row.start_id})-[r:HOLDS {key: row.key}]->(:Certificate)
DELETE r
