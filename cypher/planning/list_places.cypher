// mode: read
// params: -
// returns: country, enterprises
//
// Where all enterprises are, by country. An enterprise is a list: id, name, region.
MATCH (e:Enterprise)
RETURN
  e.country AS country,
  collect([e.id, e.name, e.region]) AS enterprises
