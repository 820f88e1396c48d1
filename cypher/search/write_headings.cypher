// mode: write
// params: rows
// returns: -
//
// Headings of the Harmonized System, the upper ones first.
UNWIND $rows AS row
MERGE (h:HSCode {id: row.id})
SET h.name = row.name
WITH row, h
WHERE row.parent IS NOT NULL
MATCH (above:HSCode {id: row.parent})
MERGE (h)-[:BROADER]->(above)
