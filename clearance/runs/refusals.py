"""When an action of a run cannot be done: in the wrong order, by the wrong person, on changed data."""


class Refused(Exception):
    """Says in plain words what was found, what is allowed, and what to do. Nothing was changed."""
