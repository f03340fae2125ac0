"""Accounts: who somebody is, and what is theirs."""
