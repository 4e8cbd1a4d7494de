"""What the laws in force say, for everyone."""
