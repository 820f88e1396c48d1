// mode: read
// params: -
// returns: version, last_run, left, writer, written, until
//
// What a projection is of. The version alone would not tell a graph from another that was loaded
// into its place, the last run that changed something does; nor does it tell what runs that died
// have `left` behind. `writer` holds the lease (its name ends with its run's id, graph/holders.py)
// and has `written` what the version does not tell yet.
MATCH (g:Graph {id: 'zanjir'})
OPTIONAL MATCH (r:Run)
WHERE r.changed > 0
WITH
  g,
  r,
  r.status = 'running' AND r.stated_at IS NULL AS is_open,
  coalesce(g.lease_owner ENDS WITH '|' + r.id, false) AS is_writer
WITH
  g,
  max(CASE WHEN r.stated_at IS NOT NULL THEN r.stated_at + ' ' + r.id END) AS last_run,
  sum(CASE WHEN is_open AND NOT is_writer THEN r.changed ELSE 0 END) AS left,
  max(CASE WHEN is_open AND is_writer THEN g.lease_owner END) AS writer,
  sum(CASE WHEN is_open AND is_writer THEN r.changed ELSE 0 END) AS written
RETURN
  g.version AS version,
  coalesce(last_run, '') AS last_run,
  left,
  writer,
  written,
  g.lease_until AS until
