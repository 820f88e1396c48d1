// mode: read
// params: -
// returns: item, stocks
//
// What lies in stock, by item. A stock is a list: enterprise (null for anywhere), quantity, unit.
MATCH (s:Stock)
RETURN
  s.item_id AS item,
  collect([s.enterprise_id, s.quantity, s.unit]) AS stocks
