"""Model servers that run on this machine: noticed by their lists, and taken by who runs this."""
