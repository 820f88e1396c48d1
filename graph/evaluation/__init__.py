"""How good is search on a judged set? Measures, baselines, the report."""
