// mode: read
// params: run_id
// returns: id, status, source, started_at, report
//
// One ingest run.
MATCH (r:Run {id: $run_id})
RETURN
  r.id AS id,
  r.status AS status,
  r.source AS source,
  r.started_at AS started_at,
  r.report AS report
