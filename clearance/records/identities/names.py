"""Names as an import takes them: as they are written, without characters that nobody can see."""

import polars as pl

from clearance.engine.records.rejects import Sieve
from clearance.records.identities.words import any_of, written

PARTS = ("last_name", "first_name", "middle_name", "suffix")


def prepared(rows: pl.DataFrame, sieve: Sieve) -> pl.DataFrame:
    """A block of the table `names`. `filled`: it says a name."""
    return written(rows, ["kind", *PARTS], table="names", sieve=sieve).with_columns(filled=any_of(PARTS))
