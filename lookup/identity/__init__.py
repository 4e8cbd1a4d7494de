"""Verifying who someone is."""
