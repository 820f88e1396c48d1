// mode: read
// params: -
// returns: owner, until
//
// Who may write now, and until when unless it is renewed; a running service embeds nothing
// meanwhile, and tells a run that lives from one that died.
MATCH (g:Graph {id: 'zanjir'})
RETURN
  g.lease_owner AS owner,
  g.lease_until AS until
