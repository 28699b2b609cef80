"""Matching: records of a list against the graph, and the queue of pairs that a human decides."""
