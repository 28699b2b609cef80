"""Kinds of case as tables: states, events, who may do what, which rule stands in the way, by which law."""
