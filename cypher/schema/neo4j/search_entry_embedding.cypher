// mode: schema
// params: dimensions
// returns: -
//
// Named as ArcadeDB names its own, so that one query text serves both engines.
CREATE VECTOR INDEX `SearchEntry[embedding]` IF NOT EXISTS
FOR (s:SearchEntry) ON (s.embedding)
OPTIONS {indexConfig: {`vector.dimensions`: $dimensions, `vector.similarity_function`: 'cosine'}}
