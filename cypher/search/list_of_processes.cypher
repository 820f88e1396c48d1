// mode: read
// params: ids
// returns: enterprise_ids, item_ids
//
// For each of these processes, who can do it and what requires it.
UNWIND $ids AS id
MATCH (p:Process {id: id})
RETURN
  [(e:Enterprise)-[:CAN]->(p) | e.id] AS enterprise_ids,
  [(i:Item)-[:REQUIRES]->(p) | i.id] AS item_ids
