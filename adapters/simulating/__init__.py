"""Agencies that are not there: what they would answer, by their mapping files, over HTTP on this machine."""
