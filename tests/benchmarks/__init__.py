"""Benchmarks: `python -m tests.benchmarks` prints how fast newsbeam is; each other module measures one thing."""
