// mode: read
// params: -
// returns: kind, items
//
// What vehicles are sold for and what materials cost. An item is a list: id, exworks_price_usd,
// margin_usd, price_usd_kg, recycling_rate, substitutability, hs_code.
MATCH (i:Item)
WHERE i.kind IN ['vehicle', 'material']
RETURN
  i.kind AS kind,
  collect([
    i.id, i.exworks_price_usd, i.margin_usd, i.price_usd_kg, i.recycling_rate, i.substitutability,
    i.hs_code
  ]) AS items
