// mode: read
// params: id, limit
// returns: properties, parent, children, child_count, enterprises, enterprise_count, items, item_count, graph_version
//
// A process with its neighbours in short, at most so many of each and how many there are. Who can
// and what requires it are asked of the process itself and of everything below it.
MATCH (n:Process {id: $id})
OPTIONAL MATCH (g:Graph {id: 'zanjir'})
CALL (n) {
  MATCH (n)-[:BROADER]->(p:Process)
  WITH p ORDER BY p.id
  RETURN collect({id: p.id, name: p.name})[0] AS parent
}
CALL (n) {
  MATCH (n)<-[:BROADER]-(p:Process)
  WITH p ORDER BY p.id
  RETURN
    collect({id: p.id, name: p.name})[0..$limit] AS children,
    count(*) AS child_count
}
CALL (n) {
  MATCH (n)<-[:BROADER*0..30]-(:Process)<-[:CAN]-(e:Enterprise)
  RETURN count(DISTINCT e.id) AS enterprise_count
}
CALL (n) {
  MATCH (n)<-[:BROADER*0..30]-(:Process)<-[:CAN]-(e:Enterprise)
  WITH DISTINCT e.id AS id, e.name AS name, e.country AS country, e.region AS region
  ORDER BY id LIMIT $limit
  RETURN collect({id: id, name: name, country: country, region: region}) AS enterprises
}
CALL (n) {
  MATCH (n)<-[:BROADER*0..30]-(:Process)<-[:REQUIRES]-(i:Item)
  RETURN count(DISTINCT i.id) AS item_count
}
CALL (n) {
  MATCH (n)<-[:BROADER*0..30]-(:Process)<-[:REQUIRES]-(i:Item)
  WITH DISTINCT i.id AS id, i.kind AS kind, i.name AS name
  ORDER BY id LIMIT $limit
  RETURN collect({id: id, kind: kind, name: name}) AS items
}
RETURN
  properties(n) AS properties,
  parent,
  children,
  child_count,
  enterprises,
  enterprise_count,
  items,
  item_count,
  coalesce(g.version, 0) AS graph_version
