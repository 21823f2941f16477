"""A stock Rasa 3.6 project that holds our dialogue, for comparison (see benchmarks/README.md)."""
