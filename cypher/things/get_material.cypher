// mode: read
// params: id, limit
// returns: properties, hs_text, parts, part_count, suppliers, supplier_count, imports, import_count, stocks, stock_count, production, production_count, graph_version
//
// A material with its neighbours in short, at most so many of each and how many there are.
// Parts are limited before they are collected: half of all parts may be made of one steel.
MATCH (n:Material {id: $id})
OPTIONAL MATCH (g:Graph {id: 'zanjir'})
CALL (n) {
  MATCH (n)-[:CLASSIFIED_AS]->(h:HSCode)
  WITH h ORDER BY h.id
  RETURN collect(h.name)[0] AS hs_text
}
CALL (n) {
  MATCH (n)<-[:MADE_OF]-(:Item)
  RETURN count(*) AS part_count
}
CALL (n) {
  MATCH (n)<-[r:MADE_OF]-(p:Item)
  WITH r, p ORDER BY p.id LIMIT $limit
  RETURN collect({id: p.id, kind: p.kind, name: p.name, mass_kg: r.mass_kg}) AS parts
}
CALL (n) {
  MATCH (n)<-[r:SUPPLIES]-(e:Enterprise)
  WITH r, e ORDER BY e.id
  RETURN
    collect({
      enterprise: {id: e.id, name: e.name, country: e.country, region: e.region},
      annual_capacity: r.annual_capacity, unit: r.unit, unit_price_usd: r.unit_price_usd,
      lead_time_days: r.lead_time_days, moq: r.moq, share: r.share
    })[0..$limit] AS suppliers,
    count(*) AS supplier_count
}
CALL (n) {
  MATCH (n)<-[:OF]-(i:ImportRecord)
  WITH i ORDER BY i.year DESC, i.country, i.id
  RETURN
    collect({
      country: i.country, year: i.year, quantity: i.quantity, unit: i.unit, value_usd: i.value_usd
    })[0..$limit] AS imports,
    count(*) AS import_count
}
CALL (n) {
  MATCH (n)<-[:OF]-(s:Stock)
  WITH s ORDER BY s.id
  RETURN
    collect({enterprise_id: s.enterprise_id, quantity: s.quantity, unit: s.unit})[0..$limit]
      AS stocks,
    count(*) AS stock_count
}
CALL (n) {
  MATCH (n)<-[:OF]-(p:Production)
  WITH p ORDER BY p.year DESC, p.country, p.id
  RETURN
    collect({
      country: p.country, year: p.year, quantity_t: p.quantity_t, governance: p.governance
    })[0..$limit] AS production,
    count(*) AS production_count
}
RETURN
  properties(n) AS properties,
  hs_text,
  parts,
  part_count,
  suppliers,
  supplier_count,
  imports,
  import_count,
  stocks,
  stock_count,
  production,
  production_count,
  coalesce(g.version, 0) AS graph_version
