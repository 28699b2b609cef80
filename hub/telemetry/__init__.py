"""What is seen of a hub in production: where the time of its requests went, and nothing of what they asked."""
