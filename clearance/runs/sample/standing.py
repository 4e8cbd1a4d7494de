"""STUB"""

from typing import NamedTuple


class SampleStanding(NamedTuple):
    blocks: str | None = None


def standing(run):
    return SampleStanding()
