"""Looking things up in texts: pure functions that give back passages, never judgements."""
