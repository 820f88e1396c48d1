// mode: read
// params: id, limit
// returns: properties, hs_text, maker, materials, material_count, requirements, requirement_count, suppliers, supplier_count, imports, import_count, plans, plan_count, stocks, stock_count, graph_version
//
// A vehicle, assembly or part with its neighbours in short, at most so many of each and how many
// there are. Lines of bills of material are read apart: which of them count is not told here.
MATCH (n:Item {id: $id})
OPTIONAL MATCH (g:Graph {id: 'zanjir'})
CALL (n) {
  MATCH (n)-[:CLASSIFIED_AS]->(h:HSCode)
  WITH h ORDER BY h.id
  RETURN collect(h.name)[0] AS hs_text
}
CALL (n) {
  MATCH (n)<-[:MAKES]-(e:Enterprise)
  WITH e ORDER BY e.id
  RETURN collect({id: e.id, name: e.name, country: e.country, region: e.region})[0] AS maker
}
CALL (n) {
  MATCH (n)-[r:MADE_OF]->(m:Item)
  WITH r, m ORDER BY m.id
  RETURN
    collect({id: m.id, name: m.name, mass_kg: r.mass_kg})[0..$limit] AS materials,
    count(*) AS material_count
}
CALL (n) {
  MATCH (n)-[r:REQUIRES]->(p:Process)
  WITH r, p ORDER BY p.id
  RETURN
    collect({id: p.id, name: p.name, certificate: r.certificate})[0..$limit] AS requirements,
    count(*) AS requirement_count
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
  MATCH (n)<-[:FOR]-(p:Plan)
  WITH p ORDER BY p.year DESC, p.id
  RETURN
    collect({year: p.year, units: p.units})[0..$limit] AS plans,
    count(*) AS plan_count
}
CALL (n) {
  MATCH (n)<-[:OF]-(s:Stock)
  WITH s ORDER BY s.id
  RETURN
    collect({enterprise_id: s.enterprise_id, quantity: s.quantity, unit: s.unit})[0..$limit]
      AS stocks,
    count(*) AS stock_count
}
RETURN
  properties(n) AS properties,
  hs_text,
  maker,
  materials,
  material_count,
  requirements,
  requirement_count,
  suppliers,
  supplier_count,
  imports,
  import_count,
  plans,
  plan_count,
  stocks,
  stock_count,
  coalesce(g.version, 0) AS graph_version
