// mode: read
// params: -
// returns: id, name, name_en, name_ru, name_uz
//
// The regions that enterprises are in; those of other countries too.
MATCH (r:Region)
RETURN
  r.id AS id,
  r.name AS name,
  r.name_en AS name_en,
  r.name_ru AS name_ru,
  r.name_uz AS name_uz
