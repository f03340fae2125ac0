"""The kind that plans weeks of learning, proving and applying."""
