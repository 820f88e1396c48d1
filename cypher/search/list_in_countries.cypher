// mode: read
// params: countries
// returns: enterprise_id, item_ids
//
// Enterprises located in any of these countries, in a region of it or not, with what they supply.
UNWIND $countries AS country
MATCH (:Country {id: country})<-[:LOCATED_IN*1..2]-(e:Enterprise)
RETURN
  e.id AS enterprise_id,
  [(e)-[:SUPPLIES]->(i:Item) | i.id] AS item_ids
