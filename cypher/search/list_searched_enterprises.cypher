// mode: read
// params: -
// returns: id, kind, name, name_en, name_ru, name_uz, tax_number
//
// What search keeps in memory of every enterprise.
MATCH (n:Enterprise)
RETURN
  n.id AS id,
  'enterprise' AS kind,
  n.name AS name,
  n.name_en AS name_en,
  n.name_ru AS name_ru,
  n.name_uz AS name_uz,
  n.tax_number AS tax_number
