// mode: schema
// params: -
// returns: -
//
// A model with other dimensions needs a new vector index; both engines drop it by this name.
DROP INDEX `SearchEntry[embedding]` IF EXISTS
