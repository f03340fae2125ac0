"""Language models: the words to ask them with (`request`), and a vendor's adapter for each API."""
