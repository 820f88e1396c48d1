// mode: write
// params: rows
// returns: -
//
// What the baselines of a measurement search. No relationship ties them to the graph, so that no
// question meets them.
UNWIND $rows AS row
MERGE (p:PlainEntry {id: row.id})
SET
  p.thing_id = row.thing_id,
  p.text = row.text,
  p.embedding = row.embedding
