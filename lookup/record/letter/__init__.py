"""A letter about one cleared charge, for the person it is about."""
