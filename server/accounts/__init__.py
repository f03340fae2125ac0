"""Accounts: signing up and in, and what becomes of what is somebody's: moved, taken, deleted."""
