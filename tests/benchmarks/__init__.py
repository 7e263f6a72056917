"""Benchmarks that measure ratios of costs in one process: `python -m tests.benchmarks`."""
