"""Changes of standing, sent to a partner's own address."""
