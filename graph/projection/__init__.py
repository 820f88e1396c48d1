"""The structure of a whole graph as arrays in memory, of one version at a time."""
