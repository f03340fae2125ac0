"""Whose things are: what a guest has moves to a user, and what a user has is deleted."""
