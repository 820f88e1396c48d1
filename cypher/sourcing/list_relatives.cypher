// mode: read
// params: headings, codes, materials, limit
// returns: id
//
// Items with declared requirements that share an HS heading (four digits) or a material with
// those asked about; first those that share more, six digits of the code above all. The number is
// bounded, for they are compared one by one. Each branch begins at what is shared, so that the
// rest of the graph is not looked at.
CALL () {
  UNWIND $materials AS material
  MATCH (:Item {id: material})<-[:MADE_OF]-(i:Item)
  RETURN DISTINCT i.id AS id, 2 AS near
  UNION ALL
  UNWIND $codes AS code
  MATCH (:HSCode {id: code})<-[:CLASSIFIED_AS]-(i:Item)
  RETURN DISTINCT i.id AS id, 1 AS near
  UNION ALL
  UNWIND $headings AS heading
  MATCH (:HSCode {id: heading})<-[:BROADER]-(:HSCode)<-[:CLASSIFIED_AS]-(i:Item)
  RETURN DISTINCT i.id AS id, 1 AS near
}
WITH id, sum(near) AS nearness
MATCH (i:Item {id: id})
WHERE EXISTS { (i)-[:REQUIRES]->(:Process) }
RETURN id
ORDER BY nearness DESC, id
LIMIT $limit
