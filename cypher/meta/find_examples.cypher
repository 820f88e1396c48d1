// mode: read
// params: -
// returns: vehicle, vehicle_name, assembly, assembly_name, part, part_name
//
// Things worth asking about on the start page: the vehicle planned most, a bought assembly in it
// with assemblies of its own, a bought part of that. Few steps, so that a large graph is no matter.
MATCH (v:Vehicle)
OPTIONAL MATCH (v)<-[:FOR]-(p:Plan)
WITH v, sum(coalesce(p.units, 0)) AS planned
ORDER BY planned DESC, v.id
LIMIT 1
OPTIONAL MATCH (v)-[:CONTAINS*1..2]->(a:Assembly)
WHERE EXISTS { (a)<-[:SUPPLIES]-(:Enterprise) } AND EXISTS { (a)-[:CONTAINS]->(:Assembly) }
WITH v, a
ORDER BY a.id
LIMIT 1
OPTIONAL MATCH (a)-[:CONTAINS*1..2]->(c:Part)
WHERE EXISTS { (c)<-[:SUPPLIES]-(:Enterprise) }
RETURN
  v.id AS vehicle,
  v.name AS vehicle_name,
  a.id AS assembly,
  a.name AS assembly_name,
  c.id AS part,
  c.name AS part_name
ORDER BY part
LIMIT 1
