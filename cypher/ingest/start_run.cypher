// mode: write
// params: run_id, source, started_at
// returns: -
//
// A run is noted before it writes anything, so that an aborted one can be told later.
MERGE (s:Source {id: $source})
MERGE (r:Run {id: $run_id})
SET
  r.status = 'running',
  r.source = $source,
  r.started_at = $started_at,
  r.batch = 0,
  r.changed = 0
MERGE (r)-[:OF_SOURCE]->(s)
