"""The one way to the graph and to the record, for one caller."""
