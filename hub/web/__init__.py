"""Pages and their files."""
