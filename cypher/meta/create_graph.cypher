// mode: write
// params: -
// returns: -
//
// The one node that carries the graph's version; made with the schema.
MERGE (g:Graph {id: 'zanjir'})
ON CREATE SET g.version = 0
