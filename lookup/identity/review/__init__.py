"""What people decide about claims and links that the rule leaves to them, and what watches over links meanwhile."""
