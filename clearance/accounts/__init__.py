"""Signing in: accounts of people and of staff, their second factors, and what locks them."""
