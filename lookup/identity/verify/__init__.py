"""The ways to say who you are, side by side, and the one page that waits for what comes of it."""
