"""What lasts: Redis, and nothing but Redis. Bytes in, bytes out; all times in milliseconds."""
