"""What works on sessions: a worker's actors, their commits, and what they ask models with."""
