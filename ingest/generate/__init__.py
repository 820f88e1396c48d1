"""Supply bases of any size, invented, the same for a seed: tables to measure and to try with."""
