// mode: read
// params: headings, codes, materials, limit
// returns: id
//
// Items with declared requirements that share an HS heading (four digits) or a material with
// those asked about; first those that share more, six digits of the code above all. The number is
// bounded, for they are compared one by one.
MATCH (i:Item)-[:REQUIRES]->(:Process)
WITH DISTINCT i
OPTIONAL MATCH (i)-[:MADE_OF]->(m:Item)
WHERE m.id IN $materials
WITH i, count(m) AS shared
WITH
  i,
  CASE
    WHEN left(coalesce(i.hs_code, ''), 6) IN $codes THEN 2
    WHEN left(coalesce(i.hs_code, ''), 4) IN $headings THEN 1
    ELSE 0
  END + CASE WHEN shared > 0 THEN 2 ELSE 0 END AS nearness
WHERE nearness > 0
RETURN i.id AS id
ORDER BY nearness DESC, id
LIMIT $limit
