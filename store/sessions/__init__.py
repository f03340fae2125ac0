"""Sessions as their owners see them."""
