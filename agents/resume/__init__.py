"""A resume as facts: what stands in it, and where."""
