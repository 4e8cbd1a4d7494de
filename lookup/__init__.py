"""The public site: see your own record."""
