"""An invented state: people, cases and charges that look like real ones and are nobody's."""

from clearance.records.invented.state import write_state

__all__ = ["write_state"]
