"""Accounts: signing up and in, passwords, logins, and what all workers hear of these."""
