"""Sessions as files: what stands in them, and in which forms."""
