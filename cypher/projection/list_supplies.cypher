// mode: read
// params: -
// returns: item, supplies
//
// Who supplies what. A supply is a list: enterprise, annual_capacity, unit, unit_price_usd,
// lead_time_days, moq, share.
MATCH (i:Item)<-[s:SUPPLIES]-(e:Enterprise)
RETURN
  i.id AS item,
  collect([
    e.id, s.annual_capacity, s.unit, s.unit_price_usd, s.lead_time_days, s.moq, s.share
  ]) AS supplies
