"""What names and addresses have in common: text that people write, cleaned of what nobody can see."""

from collections.abc import Sequence

import polars as pl

from clearance.engine.records.rejects import Sieve

#: No part of a name or an address is longer.
LONGEST = 200
#: Control characters, and marks that turn the direction of writing: they hide what a text says.
UNSEEN = r"[\p{Cc}\u{061C}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}]"


def written(rows: pl.DataFrame, columns: Sequence[str], *, table: str, sieve: Sieve) -> pl.DataFrame:
    """The rows with these columns cleaned; those with a text that is too long are rejected."""
    clean = pl.col(columns).str.replace_all(UNSEEN, " ").str.strip_chars().replace("", None)
    rows = rows.with_columns(clean)
    for column in columns:
        rows = sieve.drop(
            rows,
            pl.col(column).str.len_chars() > LONGEST,
            table=table,
            column=column,
            value=pl.lit(None),
            reason=f"is longer than {LONGEST} characters",
            remedy="Give it as it is written on a form. Does the file hold another text in this column?",
        )
    return rows


def any_of(columns: Sequence[str]) -> pl.Expr:
    """Whether one of the columns says something."""
    return pl.any_horizontal(pl.col(columns).is_not_null())
