"""Agencies: who keeps records, what each needs to find its own, and who speaks for it."""
