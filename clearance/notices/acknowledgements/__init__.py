"""What agencies answer."""
