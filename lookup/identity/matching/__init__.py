"""Which record is someone's: the claims that wait, each compared with the people on record, and decided by one rule."""
