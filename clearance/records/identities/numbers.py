"""Identifiers as they are compared, and their keyed digests: the number itself is kept nowhere."""

import re
from unicodedata import normalize

import polars as pl

from clearance import keyring
from clearance.engine.records.rejects import Sieve

#: Longer than any number that is issued.
LONGEST = 100


def normalised(value: str) -> str:
    """Small letters and digits only, without accents: `FR-0012 345` is `fr0012345`. Empty where it has neither."""
    plain = value if value.isascii() else normalize("NFKD", normalize("NFKD", value).casefold())
    return re.sub(r"[\W_]+", "", plain.casefold())


def to_find(kind: str, value: str) -> keyring.Digest | None:
    """The digest of a number that someone gave, for `PersonIdentifier.objects.with_digest`; None for what is no number.

    It is made with the oldest key, so that it can be brought under every other.
    """
    plain = normalised(value)
    return keyring.digest(plain, key=keyring.first(keyring.IDENTIFIERS)) if is_number(kind, plain) else None


def is_number(kind: str, plain: str) -> bool:
    """Whether a normalised value can be someone's own number: not a word for none, not one sign over and over."""
    if kind == "ssn" and not re.fullmatch("[0-9]{9}", plain):
        return False
    return len(plain) <= LONGEST and len(set(plain)) > 1 and any(sign.isdigit() for sign in plain)


def prepared(rows: pl.DataFrame, sieve: Sieve) -> pl.DataFrame:
    """A block of the table `identifiers` with `key` and `digest` in place of the value. `filled`: it has a value."""
    rows = rows.with_columns(value=_normalised(rows["value"]), filled=pl.col("value").is_not_null())
    for bad, column, reason, remedy in (
        (pl.col("kind").is_null(), "kind", "is empty", "Say which kind of number it is: state_id, license or ssn."),
        (
            ~pl.struct("kind", "value").map_batches(_are_numbers, pl.Boolean),
            "value",
            "is not a number of its kind",
            "Give the number as it was issued (a Social Security number has nine digits, a license its state before "
            "its number), or leave the cell empty where the person has none.",
        ),
    ):
        rows = sieve.drop(
            rows,
            pl.col("filled") & bad,
            table="identifiers",
            column=column,
            value=pl.lit(None),
            reason=reason,
            remedy=remedy,
        )
    key = keyring.newest(keyring.IDENTIFIERS)
    digests = keyring.digests(rows["value"].fill_null("").to_list(), key=key)
    return rows.with_columns(key=pl.lit(key, pl.Int64), digest=pl.Series(digests, dtype=pl.Binary)).drop("value")


def _normalised(values: pl.Series) -> pl.Series:
    return pl.Series([value and normalised(value) for value in values.to_list()], dtype=pl.String)


def _are_numbers(cells: pl.Series) -> pl.Series:
    pairs = zip(cells.struct.field("kind"), cells.struct.field("value"), strict=True)
    return pl.Series([value is None or is_number(kind, value) for kind, value in pairs], dtype=pl.Boolean)
