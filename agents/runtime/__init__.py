"""What runs a kind: the run, its steps, its stage. Imports kinds' base, never a kind."""
