"""The past of the invented state: its staff, its agencies, a run that took effect, and what the agencies answered."""
