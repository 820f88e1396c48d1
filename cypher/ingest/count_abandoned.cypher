// mode: read
// params: run_id
// returns: changed
//
// What runs that died have written without moving the version; only one run writes at a time, so
// the others are dead.
MATCH (r:Run {status: 'running'})
WHERE r.id <> $run_id AND r.stated_at IS NULL
RETURN coalesce(sum(r.changed), 0) AS changed
