"""Whom a law reaches and when, what each of its conditions costs, and how it compares with another law.

`tally` counts one range of whole people; `impact` adds the ranges up.
"""

from .changes import WHEN, YEARS, years_after
from .conditions import Condition
from .counts import tally
from .figures import Change, Count, Figures, Impact, Without, columns_read, impact

__all__ = [
    "WHEN",
    "YEARS",
    "Change",
    "Condition",
    "Count",
    "Figures",
    "Impact",
    "Without",
    "columns_read",
    "impact",
    "tally",
    "years_after",
]
