"""Who may do what, and how fast: identities, origins, connections, commands."""
