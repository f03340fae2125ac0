"""The way to Redis: addresses, connections, trips, scripts, and a Redis of our own."""
