// mode: read
// params: -
// returns: version, last_run
//
// What a projection is of. The version alone would not tell a graph from another that was loaded
// into its place; the last run that changed something does.
MATCH (g:Graph {id: 'zanjir'})
OPTIONAL MATCH (r:Run)
WHERE r.changed > 0 AND r.finished_at IS NOT NULL
RETURN
  g.version AS version,
  coalesce(max(r.finished_at + ' ' + r.id), '') AS last_run
