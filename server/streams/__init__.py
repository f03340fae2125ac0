"""The transports of frames: WebSocket, server-sent events and long-poll, around one sender."""
