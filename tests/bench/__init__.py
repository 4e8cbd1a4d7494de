"""Speed, as ratios to a floor measured in the same run, never as a timed test: see `python -m tests.bench --help`."""
