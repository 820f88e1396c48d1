// mode: read
// params: -
// returns: item, hs_code, imports
//
// All imports, by item, or by HS code where no item is named. An import is a list: country, year,
// quantity, unit, value_usd.
MATCH (r:ImportRecord)
WITH r, CASE WHEN r.item_id IS NULL THEN r.hs_code ELSE null END AS hs_code
RETURN
  r.item_id AS item,
  hs_code,
  collect([r.country, r.year, r.quantity, r.unit, r.value_usd]) AS imports
