"""What an agency's own program asks over HTTPS: its notices, what it answers, and checks before it discloses."""
