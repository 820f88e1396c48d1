// mode: read
// params: -
// returns: vehicles, assemblies, parts, materials, processes, enterprises, lines, supplies
//
// The graph's figures for the start page and `db status`.
CALL () { MATCH (n:Vehicle) RETURN count(n) AS vehicles }
CALL () { MATCH (n:Assembly) RETURN count(n) AS assemblies }
CALL () { MATCH (n:Part) RETURN count(n) AS parts }
CALL () { MATCH (n:Material) RETURN count(n) AS materials }
CALL () { MATCH (n:Process) RETURN count(n) AS processes }
CALL () { MATCH (n:Enterprise) RETURN count(n) AS enterprises }
CALL () { MATCH (:Item)-[r:CONTAINS]->(:Item) RETURN count(r) AS lines }
CALL () { MATCH (:Enterprise)-[r:SUPPLIES]->(:Item) RETURN count(r) AS supplies }
RETURN
  vehicles,
  assemblies,
  parts,
  materials,
  processes,
  enterprises,
  lines,
  supplies
