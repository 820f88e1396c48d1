// mode: write
// params: owner, now, until, dead_owner
// returns: holder
//
// One ingest at a time. The first SET takes the write lock, so that the test after it is made on
// what is true then; $dead_owner is a holder known to have died, or ''.
MATCH (g:Graph {id: 'zanjir'})
SET g.lease_asked = $owner
WITH g, g.lease_owner IS NULL
  OR g.lease_until < $now
  OR g.lease_owner IN [$owner, $dead_owner] AS free
SET
  g.lease_until = CASE WHEN free THEN $until ELSE g.lease_until END,
  g.lease_owner = CASE WHEN free THEN $owner ELSE g.lease_owner END
RETURN g.lease_owner AS holder
