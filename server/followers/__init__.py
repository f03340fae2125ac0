"""What brings a session's events to its connections. Knows nothing of runs."""
