"""What checking the log found wrong."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was written. `event` is the number of an event; None where it is not one event."""

    event: int | None
    says: str

    def __str__(self) -> str:
        return self.says
