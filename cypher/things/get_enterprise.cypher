// mode: read
// params: id, limit
// returns: properties, certificates, certificate_count, capabilities, capability_count, supplies, supply_count, makes, make_count, stocks, stock_count, graph_version
//
// An enterprise with its neighbours in short, at most so many of each and how many there are.
MATCH (n:Enterprise {id: $id})
OPTIONAL MATCH (g:Graph {id: 'zanjir'})
CALL (n) {
  MATCH (n)-[r:HOLDS]->(c:Certificate)
  WITH r, c ORDER BY c.id
  RETURN
    collect({id: c.id, certificate: r.certificate, valid_to: r.valid_to})[0..$limit]
      AS certificates,
    count(*) AS certificate_count
}
CALL (n) {
  MATCH (n)-[r:CAN]->(p:Process)
  WITH r, p ORDER BY p.id, r.key
  RETURN
    collect({
      id: p.id, name: p.name, annual_capacity: r.annual_capacity, unit: r.unit,
      max_mass_kg: r.max_mass_kg, max_size_mm: r.max_size_mm, materials: r.materials
    })[0..$limit] AS capabilities,
    count(*) AS capability_count
}
CALL (n) {
  MATCH (n)-[:SUPPLIES]->(:Item)
  RETURN count(*) AS supply_count
}
CALL (n) {
  MATCH (n)-[r:SUPPLIES]->(i:Item)
  WITH r, i ORDER BY i.id LIMIT $limit
  RETURN
    collect({
      id: i.id, kind: i.kind, name: i.name, annual_capacity: r.annual_capacity, unit: r.unit,
      unit_price_usd: r.unit_price_usd, lead_time_days: r.lead_time_days, moq: r.moq,
      share: r.share
    }) AS supplies
}
CALL (n) {
  MATCH (n)-[:MAKES]->(v:Item)
  WITH v ORDER BY v.id
  RETURN
    collect({id: v.id, kind: v.kind, name: v.name})[0..$limit] AS makes,
    count(*) AS make_count
}
CALL (n) {
  MATCH (n)<-[:AT]-(:Stock)
  RETURN count(*) AS stock_count
}
CALL (n) {
  MATCH (n)<-[:AT]-(s:Stock)
  WITH s ORDER BY s.id LIMIT $limit
  RETURN collect({item_id: s.item_id, quantity: s.quantity, unit: s.unit}) AS stocks
}
RETURN
  properties(n) AS properties,
  certificates,
  certificate_count,
  capabilities,
  capability_count,
  supplies,
  supply_count,
  makes,
  make_count,
  stocks,
  stock_count,
  coalesce(g.version, 0) AS graph_version
