"""Pages of the web that were fetched."""
