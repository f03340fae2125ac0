"""What is written down of events that matter to security."""
