"""Folders: notices are put there, and acknowledgements are taken from there."""
