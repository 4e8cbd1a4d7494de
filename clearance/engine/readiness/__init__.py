"""Which data points a law needs, who holds them, how complete they are here, and what is undecided for want of them.

`tally` counts a range of whole people; `readiness` says what the tallies of all ranges come to.
"""

from .counts import columns_read, data_points, tally
from .report import Complete, DataPoint, OpenPart, Readiness, readiness

__all__ = ["Complete", "DataPoint", "OpenPart", "Readiness", "columns_read", "data_points", "readiness", "tally"]
