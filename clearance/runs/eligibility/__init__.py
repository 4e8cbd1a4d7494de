"""Eligibility runs: one pass over all records to a decision, frozen, counted, and known by a digest."""
