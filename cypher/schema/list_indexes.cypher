// mode: schema
// params: -
// returns: name, type, state
//
// Which indexes there are, and whether they are ready.
SHOW INDEXES YIELD name, type, state
RETURN name, type, state
