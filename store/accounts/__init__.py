"""Accounts, their logins, and what all workers are to hear of both."""
