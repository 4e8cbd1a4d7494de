"""Clearing records: the domain and the Django project."""
