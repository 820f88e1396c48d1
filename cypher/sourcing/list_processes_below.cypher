// mode: read
// params: ids
// returns: process, name, below
//
// Some processes with everything below them in the taxonomy, themselves included. Only distinct
// ids are collected, so that the walk down is pruned.
UNWIND $ids AS id
MATCH (p:Process {id: id})<-[:BROADER*0..]-(b:Process)
RETURN
  p.id AS process,
  p.name AS name,
  collect(DISTINCT b.id) AS below
