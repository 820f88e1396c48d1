// mode: write
// params: run_id, table, changed, lease_until
// returns: -
//
// Goes into the transaction of every batch: how far the run has come, and that it lives. Two may
// go side by side, so that what they have done is added up here.
MATCH (r:Run {id: $run_id})
SET
  r.table = $table,
  r.batch = r.batch + 1,
  r.changed = r.changed + $changed
WITH r
MATCH (g:Graph {id: 'zanjir'})
SET g.lease_until = $lease_until
