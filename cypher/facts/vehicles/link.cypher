// mode: write
// params: rows
// returns: -
//
// Who makes a vehicle.
UNWIND $rows AS row
MATCH (v:Item {id: row.key})
OPTIONAL MATCH (v)<-[old:MAKES]-(:Enterprise)
DELETE old
WITH DISTINCT row, v
MATCH (e:Enterprise {id: row.properties.maker_id})
MERGE (e)-[:MAKES]->(v)
