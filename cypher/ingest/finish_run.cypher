// mode: write
// params: run_id, increment, finished_at
// returns: version
//
// The end of a run and the new graph version are one transaction.
MATCH (old:Run {status: 'running'})
SET old.status = CASE WHEN old.id = $run_id THEN 'done' ELSE 'abandoned' END
WITH count(old) AS ended
MATCH (r:Run {id: $run_id})
SET r.finished_at = $finished_at
WITH r
MATCH (g:Graph {id: 'zanjir'})
SET g.version = g.version + $increment
RETURN g.version AS version
