// mode: read
// params: ids
// returns: item, requirements
//
// Processes that some items require; a requirement is a list: process, its name, certificate.
UNWIND $ids AS id
MATCH (i:Item {id: id})-[r:REQUIRES]->(p:Process)
RETURN
  i.id AS item,
  collect([p.id, p.name, r.certificate]) AS requirements
