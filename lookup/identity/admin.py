"""The pages of staff that have to do with who someone is."""

from lookup.identity.counter.admin import CounterAdmin
from lookup.identity.review.admin import LinkCheckAdmin, ReviewAdmin

__all__ = ["CounterAdmin", "LinkCheckAdmin", "ReviewAdmin"]
