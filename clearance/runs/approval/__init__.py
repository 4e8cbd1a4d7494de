"""Approval: the brakes that hold a run, and the two people who say yes to its digest."""
