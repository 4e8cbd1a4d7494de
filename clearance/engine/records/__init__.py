"""Reading records: the record format (design section 4), or any extract through a source profile."""

from .errors import RecordsError, Reject
from .identities import Identities, open_identities
from .reader import Records, open_records
from .rejects import ReasonCount, Rejects

__all__ = [
    "Identities",
    "ReasonCount",
    "Records",
    "RecordsError",
    "Reject",
    "Rejects",
    "open_identities",
    "open_records",
]
