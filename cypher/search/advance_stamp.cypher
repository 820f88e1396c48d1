// mode: write
// params: -
// returns: -
//
// Tells running services that what they search has changed though the facts have not.
MATCH (g:Graph {id: 'zanjir'})
SET g.search_stamp = coalesce(g.search_stamp, 0) + 1
