"""STUB"""


def is_needed(law):
    return bool(law.process.order and law.process.order.needed)


def sha256(order):
    return order.sha256


def all_answered(run):
    return True
