// mode: write
// params: rows
// returns: -
//
// Add or change entries. An embedding stays until embed_entries replaces it; it is not used
// meanwhile, since it is for another text_hash.
UNWIND $rows AS row
MATCH (n:Enterprise {id: row.thing_id})
MERGE (s:SearchEntry {id: row.id})
SET
  s.thing_id = row.thing_id,
  s.kind = row.kind,
  s.lang = row.lang,
  s.text = row.text,
  s.vector_text = row.vector_text,
  s.concepts = row.concepts,
  s.concept_weights = row.concept_weights,
  s.text_hash = row.text_hash
MERGE (s)-[:DESCRIBES]->(n)
