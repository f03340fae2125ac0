"""What one hostile guest can do to a server on this machine, and what others notice of it."""
