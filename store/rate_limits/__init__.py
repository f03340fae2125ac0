"""Rate limits that all workers keep to together."""
