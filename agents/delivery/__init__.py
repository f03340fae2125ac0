"""What kinds that deliver have in common: they take a résumé, a job, a wish, and give a result."""
