"""Notices: what agencies are told, and what they answer."""
