// mode: schema
// params: dimensions
// returns: -
//
// The vectors of raw texts, for the HybridRetriever of neo4j_graphrag.
CREATE VECTOR INDEX `PlainEntry[embedding]` IF NOT EXISTS
FOR (p:PlainEntry) ON (p.embedding)
OPTIONS {indexConfig: {`vector.dimensions`: $dimensions, `vector.similarity_function`: 'cosine'}}
