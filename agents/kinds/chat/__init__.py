"""A career coach to talk with freely."""
