"""Many callers for a long time: their traffic, the process that makes it, what became of the hub."""
