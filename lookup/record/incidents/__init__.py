"""“This is not my record”: everything is hidden at once, and people look into it."""
