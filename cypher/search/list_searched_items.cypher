// mode: read
// params: -
// returns: id, kind, name, name_en, name_ru, name_uz, part_number, other_numbers, hs_code
//
// What search keeps in memory of every item.
MATCH (n:Item)
WHERE n.kind IS NOT NULL
RETURN
  n.id AS id,
  n.kind AS kind,
  n.name AS name,
  n.name_en AS name_en,
  n.name_ru AS name_ru,
  n.name_uz AS name_uz,
  n.part_number AS part_number,
  n.other_numbers AS other_numbers,
  n.hs_code AS hs_code
