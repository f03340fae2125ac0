"""What rules can know about interviews and careers: pure functions over texts and `data`."""
