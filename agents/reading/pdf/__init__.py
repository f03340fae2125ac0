"""PDF: characters with their places, whether they can be seen, and the order they are read in."""
