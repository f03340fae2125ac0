"""How often a user may do what, by their plan, and how much comes from an address."""
