// mode: read
// params: -
// returns: version, last_run, writer, until
//
// What a projection is of. The version alone would not tell a graph from another that was loaded
// into its place; the last run that changed something does. writer holds the lease, and has changed
// something that the version does not tell yet.
MATCH (g:Graph {id: 'zanjir'})
OPTIONAL MATCH (r:Run)
WHERE r.changed > 0
WITH
  g,
  max(CASE WHEN r.finished_at IS NOT NULL THEN r.finished_at + ' ' + r.id END) AS last_run,
  max(
    CASE WHEN r.status = 'running' AND g.lease_owner ENDS WITH r.id THEN g.lease_owner END
  ) AS writer
RETURN
  g.version AS version,
  coalesce(last_run, '') AS last_run,
  writer,
  g.lease_until AS until
