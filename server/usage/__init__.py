"""What users have used, what they may, and what is left."""
