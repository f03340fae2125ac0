"""Prompt injection: what texts from outside may try, and how it is noticed."""
