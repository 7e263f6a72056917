"""How fast newsbeam is, beside others and in the same minutes: what `python -m tests.benchmarks` prints."""
