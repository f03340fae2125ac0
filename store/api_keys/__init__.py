"""The API keys that users have."""
