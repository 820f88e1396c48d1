"""Every query that runs, one statement a file; text only."""
