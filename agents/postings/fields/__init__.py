"""What a posting's text says of a job beside what it asks: one module for each sort of field."""
