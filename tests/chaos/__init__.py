"""Kill, pause and cut while sessions run; then compare every log: `python -m tests.chaos`."""
