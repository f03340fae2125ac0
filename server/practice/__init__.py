"""What users have practised: how it grows, changes and is shown."""
