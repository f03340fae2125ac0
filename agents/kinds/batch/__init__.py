"""Many inputs of one kind, each an item with a session of its own."""
