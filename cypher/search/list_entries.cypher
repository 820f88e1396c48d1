// mode: read
// params: -
// returns: id, thing_id, kind, text, concepts, concept_weights
//
// All entries, without their embeddings.
MATCH (s:SearchEntry)
RETURN
  s.id AS id,
  s.thing_id AS thing_id,
  s.kind AS kind,
  s.text AS text,
  s.concepts AS concepts,
  s.concept_weights AS concept_weights
