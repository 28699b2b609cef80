"""What of a neighbourhood is shown first, and what of it changed: pure rules over ties that were read."""
