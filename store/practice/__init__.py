"""What users have practised: a record of it, and the questions that they were asked."""
