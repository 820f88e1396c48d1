"""The commands of ``zanjir``, one module a group."""
