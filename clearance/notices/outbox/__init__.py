"""What agencies are told: notices, their lines, and how they are sealed."""
