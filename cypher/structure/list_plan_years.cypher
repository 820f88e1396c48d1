// mode: read
// params: -
// returns: year
//
// The years that have plans, of any vehicle.
MATCH (p:Plan)
RETURN DISTINCT p.year AS year
ORDER BY year
