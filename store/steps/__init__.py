"""What the parts of the store share: atomic steps on one session."""
