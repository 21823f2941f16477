"""The whole service, run and driven from outside, for tests and benchmarks."""
