"""Pages of the web: what can be seen of them, what they tell programs, of what sort they are."""
