"""What a hub does around its requests."""
