// mode: write
// params: run_id, finished_at
// returns: -
//
// The end of a run; others that never ended are given up.
MATCH (old:Run {status: 'running'})
SET old.status = CASE WHEN old.id = $run_id THEN 'done' ELSE 'abandoned' END
WITH count(old) AS ended
MATCH (r:Run {id: $run_id})
SET r.finished_at = $finished_at
