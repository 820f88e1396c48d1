// mode: write
// params: rows, owner
// returns: created
//
// Add capabilities of which none is there yet, while $owner holds the lease.
// Written by graph.compile_queries.
MATCH (g:Graph {id: 'zanjir', lease_owner: $owner})
UNWIND $rows AS row
MATCH (a:Enterprise {id: row.start_id})
MATCH (b:Process {id: row.end_id})
CREATE (a)-[r:CAN]->(b)
SET r = row.properties
RETURN
  count(r) AS created
