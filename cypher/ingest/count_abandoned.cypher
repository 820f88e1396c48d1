// mode: read
// params: run_id
// returns: changed
//
// What runs that never ended have written; only one run writes at a time, so the others are dead.
MATCH (r:Run {status: 'running'})
WHERE r.id <> $run_id
RETURN coalesce(sum(r.changed), 0) AS changed
