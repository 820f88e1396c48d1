// mode: read
// params: regions
// returns: enterprise_id, item_ids
//
// Enterprises located in any of these regions, with what they supply.
UNWIND $regions AS region
MATCH (:Region {id: region})<-[:LOCATED_IN]-(e:Enterprise)
RETURN
  e.id AS enterprise_id,
  [(e)-[:SUPPLIES]->(i:Item) | i.id] AS item_ids
