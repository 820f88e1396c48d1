// mode: schema
// params: -
// returns: -
//
// Nothing of a measurement stays behind.
DROP CONSTRAINT plain_entry_id IF EXISTS
