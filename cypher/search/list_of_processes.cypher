// mode: read
// params: ids
// returns: enterprise_ids, item_ids
//
// For each of these processes, who can do it and what requires it. The patterns begin at the
// process: ArcadeDB runs one from its first node, whichever is bound.
UNWIND $ids AS id
MATCH (p:Process {id: id})
RETURN
  [(p)<-[:CAN]-(e:Enterprise) | e.id] AS enterprise_ids,
  [(p)<-[:REQUIRES]-(i:Item) | i.id] AS item_ids
