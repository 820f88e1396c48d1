// mode: write
// params: labels, limit
// returns: gone
//
// Some of what was loaded into a database that had been empty. By label, so that what another
// program has written there meanwhile stays.
MATCH (n)
WHERE any(label IN labels(n) WHERE label IN $labels)
WITH n LIMIT $limit
DETACH DELETE n
RETURN count(*) AS gone
