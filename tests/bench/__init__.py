"""Benchmarks: ``make bench`` measures both engines and writes docs/benchmarks.md."""
