"""One practice of the guides."""

from dataclasses import dataclass
from typing import Literal

from ...provision import Text

Guide = Literal["eligibility", "process", "decriminalization"]


@dataclass(frozen=True)
class Practice:
    """One practice. `wording` is what a drafter may put into the law, and names a law that does it well."""

    id: str
    guide: Guide
    title: Text
    asks: Text
    wording: str
