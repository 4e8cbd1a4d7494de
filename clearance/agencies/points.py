"""Where the data points by which an agency finds its own record stand in ours."""

from collections.abc import Mapping
from typing import get_args

from clearance.law.process import DataPoint
from clearance.law.vocabulary import FACTS

#: The data points that the records hold, each with its table and column. They hold no names.
POINTS: Mapping[str, tuple[str, str]] = {
    point: (FACTS[point][0], FACTS[point][1].name) for point in get_args(DataPoint) if point in FACTS
}
