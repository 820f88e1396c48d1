// mode: schema
// params: seconds
// returns: -
//
// Indexes are filled in the background; who made them waits until they answer.
CALL db.awaitIndexes($seconds)
