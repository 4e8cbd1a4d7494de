"""Counts by the hour of what agencies ask for."""
