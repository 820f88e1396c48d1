"""Catena-X files: test-data containers and single submodels, as the tables of other sources."""

from ingest.sources.catena_x.reading import is_catena_x, read_catena_x, read_catena_x_files

__all__ = ["is_catena_x", "read_catena_x", "read_catena_x_files"]
