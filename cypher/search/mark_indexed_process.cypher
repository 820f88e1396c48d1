// mode: write
// params: rows, version
// returns: -
//
// The entries are made. Not where the thing was written again since it was read.
UNWIND $rows AS row
MATCH (n:Process {id: row.id})
WHERE coalesce(n.statements, []) = row.statements
SET n.entries_version = $version
