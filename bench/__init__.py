"""Measures CareerPilot against a bare WebSocket app in the same run: `python -m bench`."""
