"""A session's frames over WebSocket, SSE and long-poll."""
