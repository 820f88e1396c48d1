// mode: write
// params: run_id, table, batch, changed, lease_until
// returns: -
//
// Goes into the transaction of every batch: how far the run has come, and that it lives.
MATCH (r:Run {id: $run_id})
SET
  r.table = $table,
  r.batch = $batch,
  r.changed = $changed
WITH r
MATCH (g:Graph {id: 'zanjir'})
SET g.lease_until = $lease_until
