"""Answers as files: BODS 0.4, GraphML, CSV."""
