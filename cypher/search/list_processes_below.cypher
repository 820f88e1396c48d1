// mode: read
// params: ids
// returns: id
//
// These processes and everything below them in the taxonomy.
UNWIND $ids AS top
MATCH (:Process {id: top})<-[:BROADER*0..]-(p:Process)
RETURN DISTINCT p.id AS id
