// mode: read
// params: -
// returns: id, tables
//
// Which sources have stated which tables so far.
MATCH (s:Source)
RETURN
  s.id AS id,
  coalesce(s.tables, []) AS tables
