"""Who may see what, and for what."""
