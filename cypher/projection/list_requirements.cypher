// mode: read
// params: -
// returns: process, items
//
// Which items declare to require a process.
MATCH (p:Process)<-[:REQUIRES]-(i:Item)
RETURN
  p.id AS process,
  collect(DISTINCT i.id) AS items
