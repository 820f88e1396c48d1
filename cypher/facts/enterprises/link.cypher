// mode: write
// params: rows
// returns: -
//
// Where an enterprise is: in a region of a country, or in a country when no region is known.
UNWIND $rows AS row
MATCH (e:Enterprise {id: row.key})
OPTIONAL MATCH (e)-[old:LOCATED_IN]->()
DELETE old
WITH DISTINCT row, e
UNWIND row.places AS place
MERGE (c:Country {id: place.country})
SET c += place.country_names
FOREACH (_ IN CASE WHEN place.region IS NULL THEN [1] ELSE [] END |
  MERGE (e)-[:LOCATED_IN]->(c)
)
FOREACH (_ IN CASE WHEN place.region IS NULL THEN [] ELSE [1] END |
  MERGE (r:Region {id: place.region})
  SET r += place.region_names
  MERGE (r)-[:LOCATED_IN]->(c)
  MERGE (e)-[:LOCATED_IN]->(r)
)
