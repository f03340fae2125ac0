"""What is fetched from the web: one door, which opens to public addresses only."""
