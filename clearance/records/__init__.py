"""Records: sources, imports, people, cases and charges."""
