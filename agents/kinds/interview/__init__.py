"""A mock interview: questions, follow-ups, a clock, and feedback that shows its evidence."""
