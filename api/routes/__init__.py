"""One file for each concern; routes only parse, ask the library, and hand on its answer."""
