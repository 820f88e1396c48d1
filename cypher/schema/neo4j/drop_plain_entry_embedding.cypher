// mode: schema
// params: -
// returns: -
//
// Nothing of a measurement stays behind.
DROP INDEX `PlainEntry[embedding]` IF EXISTS
