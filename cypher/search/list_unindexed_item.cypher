// mode: read
// params: version
// returns: id
//
// Those whose entries were never made, or were made by other rules. Writing a fact drops the
// mark, so this finds what changed, after a crash too.
MATCH (n:Item)
WHERE n.entries_version IS NULL OR n.entries_version <> $version
RETURN n.id AS id
