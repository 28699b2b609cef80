"""What a request is for."""
