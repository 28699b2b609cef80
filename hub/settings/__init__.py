"""What a hub is told before it starts, in one frozen value."""
