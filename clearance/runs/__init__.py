"""Policies in force and what they say of every charge."""
