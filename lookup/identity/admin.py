"""The pages of staff that have to do with who someone is."""

from lookup.identity.counter.admin import CounterAdmin

__all__ = ["CounterAdmin"]
