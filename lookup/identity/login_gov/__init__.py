"""Signing in, and saying who you are, with Login.gov. README.md says how this site is registered there."""
