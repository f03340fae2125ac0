"""The gateway: asks the right model, and fails over to another when one fails."""
