"""What all workers share about calls of models."""
