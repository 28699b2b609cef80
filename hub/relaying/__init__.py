"""Tells agencies what they have to carry out, without being asked: in order, and nothing is lost."""
