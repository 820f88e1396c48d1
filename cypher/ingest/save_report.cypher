// mode: write
// params: run_id, report
// returns: -
//
// The report of a finished run, as JSON, for whoever asks for it later.
MATCH (r:Run {id: $run_id})
SET r.report = $report
