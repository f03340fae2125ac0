"""What a coach says to what was told: to keep, to change, to ask on, and next."""
