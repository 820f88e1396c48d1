// mode: read
// params: ids
// returns: id, kind, unit
//
// Which of these ids the graph has, with what a row that points at them needs to know.
UNWIND $ids AS id
MATCH (n:Enterprise {id: id})
RETURN
  n.id AS id,
  'enterprise' AS kind,
  null AS unit
