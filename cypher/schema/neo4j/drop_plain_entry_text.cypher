// mode: schema
// params: -
// returns: -
//
// Nothing of a measurement stays behind.
DROP INDEX `PlainEntry[text]` IF EXISTS
