"""Commands of `hub`, one file each, with a `register(app)`."""
