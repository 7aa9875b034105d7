"""What the benchmarks measure: each figure beside a floor measured in the same run."""
