// mode: read
// params: ids
// returns: item, entries
//
// Stored embeddings of some items; an entry is a list: language, embedding. The pattern begins at
// the item: ArcadeDB walks it as it is written.
UNWIND $ids AS id
MATCH (i:Item {id: id})<-[:DESCRIBES]-(s:SearchEntry)
WHERE s.embedding IS NOT NULL
RETURN
  i.id AS item,
  collect([s.lang, s.embedding]) AS entries
