"""Agencies that are asked: their pages, one after another, into the graph, on from where the last run stopped."""
