"""Runs a law over records. Imports no Django."""
