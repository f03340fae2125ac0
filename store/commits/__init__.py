"""Writing onto logs."""
