"""What moves: ASGI, actors, wiring, the command line and the page. Nothing imports this package."""
