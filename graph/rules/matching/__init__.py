"""Whether a record of a list and a subject of the graph are one: scored, with a reason for each attribute."""
