"""STUB"""


def held_by_objections(run, on):
    return {}


def may_be_settled(run, on):
    return None
