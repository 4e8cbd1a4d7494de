"""Objections: by the agencies that the law allows, on the grounds that it lists, within its window."""
