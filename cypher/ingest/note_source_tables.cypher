// mode: write
// params: source, tables
// returns: -
//
// Noted before the first row is written: a crash may leave a table noted but empty, never the
// other way round.
MERGE (s:Source {id: $source})
SET s.tables = $tables
