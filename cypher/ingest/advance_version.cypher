// mode: write
// params: run_id, increment, stated_at
// returns: version
//
// All facts of a run are written, which is one transaction with the new graph version; what is made
// of them for search follows.
MATCH (r:Run {id: $run_id})
SET r.stated_at = $stated_at
WITH r
MATCH (g:Graph {id: 'zanjir'})
SET g.version = g.version + $increment
RETURN g.version AS version
