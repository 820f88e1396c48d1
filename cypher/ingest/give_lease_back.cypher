// mode: write
// params: owner
// returns: -
//
// The next ingest may start.
MATCH (g:Graph {id: 'zanjir'})
WHERE g.lease_owner = $owner
REMOVE g.lease_owner, g.lease_until
