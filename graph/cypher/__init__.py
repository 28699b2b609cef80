"""Cypher: the only place that knows it. Plans to statements, statements of loading, dialects."""
