"""Benchmarks: each figure is a ratio of two measurements made in one run."""
