// mode: read
// params: -
// returns: id, kind, name, name_en, name_ru, name_uz
//
// What search keeps in memory of every process.
MATCH (n:Process)
RETURN
  n.id AS id,
  'process' AS kind,
  n.name AS name,
  n.name_en AS name_en,
  n.name_ru AS name_ru,
  n.name_uz AS name_uz
