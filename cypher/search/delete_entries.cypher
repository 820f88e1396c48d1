// mode: write
// params: ids
// returns: -
//
// Entries of languages that their things no longer have.
UNWIND $ids AS id
MATCH (s:SearchEntry {id: id})
DETACH DELETE s
