// mode: read
// params: items, enterprises, processes, regions, ids, day, limit
// returns: source_kind, source, target_kind, target, type, quantity
//
// The relationships among some things, several lines of one pair as one. Each is found from where it
// starts: what many point at, such as a country, is never expanded. quantity: of CONTAINS the child in one
// parent, scrap included, by the lines valid on a day as planned (0 when none is); of MADE_OF kg.
CALL () {
  UNWIND $items AS id
  MATCH (n:Item {id: id})-[r:CONTAINS|MADE_OF|REQUIRES]->(m)
  WHERE m.id IN $ids
  RETURN n.kind AS source_kind, n.id AS source, r, m
  UNION ALL
  UNWIND $enterprises AS id
  MATCH (n:Enterprise {id: id})-[r:CAN|SUPPLIES|MAKES|LOCATED_IN|HOLDS]->(m)
  WHERE m.id IN $ids
  RETURN 'enterprise' AS source_kind, n.id AS source, r, m
  UNION ALL
  UNWIND $processes AS id
  MATCH (n:Process {id: id})-[r:BROADER]->(m)
  WHERE m.id IN $ids
  RETURN 'process' AS source_kind, n.id AS source, r, m
  UNION ALL
  UNWIND $regions AS id
  MATCH (n:Region {id: id})-[r:LOCATED_IN]->(m)
  WHERE m.id IN $ids
  RETURN 'region' AS source_kind, n.id AS source, r, m
}
RETURN
  source_kind AS source_kind,
  source AS source,
  CASE
    WHEN m:Item THEN m.kind
    WHEN m:Enterprise THEN 'enterprise'
    WHEN m:Process THEN 'process'
    WHEN m:Region THEN 'region'
    WHEN m:Country THEN 'country'
    WHEN m:Certificate THEN 'certificate'
  END AS target_kind,
  m.id AS target,
  type(r) AS type,
  sum(CASE
    WHEN type(r) = 'MADE_OF' THEN r.mass_kg
    WHEN type(r) = 'CONTAINS' AND coalesce(r.lifecycle, 'as-planned') = 'as-planned'
      AND (r.valid_from IS NULL OR r.valid_from <= $day)
      AND (r.valid_to IS NULL OR $day <= r.valid_to)
    THEN r.quantity * (1.0 + coalesce(r.scrap_rate, 0.0))
    ELSE 0.0
  END) AS quantity
ORDER BY source, target, type, source_kind, target_kind
LIMIT $limit
