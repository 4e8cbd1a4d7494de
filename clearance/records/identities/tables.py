"""Where names, identifiers and addresses wait and are kept, and what makes two of their rows the same."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from clearance.engine.records.rejects import Sieve
from clearance.records.identities import addresses, names, numbers
from clearance.records.tables import LINE, ROW


@dataclass(frozen=True)
class IdentityTable:
    """A table that says who people are. An import replaces it for a person as a whole.

    `prepared` makes a block ready to be staged: nothing that must not lie on a disk in plain is in it any more. `same`
    are the columns by which a staged row is one that is kept already, `others` those that come with it. Of the rows of
    a person that are equal in `once`, the first by `best` counts.
    """

    name: str
    kept: str
    prepared: Callable[[pl.DataFrame, Sieve], pl.DataFrame]
    same: dict[str, str]
    others: dict[str, str]
    once: tuple[str, ...]
    best: str = ROW
    #: Whether it tells one person from another.
    tells_apart: bool = True

    @property
    def staged(self) -> str:
        return f"staging_{self.name}"

    @property
    def columns(self) -> list[str]:
        return [*self.same, *self.others]

    @property
    def kinds(self) -> dict[str, str]:
        """What the staging table's columns hold. A row that is not `filled` says that the person has none."""
        return {ROW: "whole", LINE: "whole", "person_id": "text", "filled": "yes_no"} | self.same | self.others


NAME = dict.fromkeys(("kind", *names.PARTS), "text")
DIGEST = {"key": "whole", "digest": "bytes"}
NAMES = IdentityTable("names", "records_personname", names.prepared, NAME, {}, once=tuple(NAME))
IDENTIFIERS = IdentityTable(
    "identifiers",
    "records_personidentifier",
    numbers.prepared,
    {"kind": "text"} | DIGEST,
    {},
    once=("kind", "digest"),
)
ADDRESSES = IdentityTable(
    "addresses",
    "records_personaddress",
    addresses.prepared,
    DIGEST | {"confirmed_on": "date"},
    {"sealed": "bytes"},
    once=(),
    best=f"confirmed_on DESC NULLS LAST, {ROW}",
    tells_apart=False,
)
IDENTITIES = {table.name: table for table in (NAMES, IDENTIFIERS, ADDRESSES)}
