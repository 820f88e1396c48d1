// mode: read
// params: ids
// returns: item, entries
//
// Stored embeddings of some items; an entry is a list: language, embedding.
UNWIND $ids AS id
MATCH (s:SearchEntry)-[:DESCRIBES]->(i:Item {id: id})
WHERE s.embedding IS NOT NULL
RETURN
  i.id AS item,
  collect([s.lang, s.embedding]) AS entries
