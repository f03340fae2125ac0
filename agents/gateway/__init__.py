"""The gateway: asks the right model, and does not let a conversation down when one fails."""
