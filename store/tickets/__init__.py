"""Tickets, each of which opens one connection."""
