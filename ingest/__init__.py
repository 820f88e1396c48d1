"""Programs that write: readers, checks, jobs and the command line."""
