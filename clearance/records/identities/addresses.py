"""Addresses: sealed for their person before anything of an import is written down, and opened to write to them."""

import json
from dataclasses import dataclass, fields

import polars as pl

from clearance import keyring
from clearance.engine.records.rejects import Sieve
from clearance.records.identities.words import any_of, written
from clearance.sealed import SealedColumn


@dataclass(frozen=True)
class Address:
    """An address as the agency gave it; what it did not give is empty."""

    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


PARTS = tuple(field.name for field in fields(Address))


def opened(content: bytes, *, person_id: str) -> Address:
    """What was sealed for that person. Raises keyring.Unsealable."""
    return Address(**json.loads(keyring.unseal(content, place=_place(person_id))))


def prepared(rows: pl.DataFrame, sieve: Sieve) -> pl.DataFrame:
    """A block of the table `addresses`, sealed and with a digest in place of the address. `filled`: it says one."""
    rows = written(rows, PARTS, table="addresses", sieve=sieve)
    places = [_place(person_id) for person_id in rows["person_id"]]
    plain = [_plain(Address(*(part or "" for part in row))) for row in rows.select(PARTS).iter_rows()]
    key = keyring.newest(keyring.IDENTIFIERS)
    # Of one person, so that people who live together cannot be seen from their digests.
    texts = [f"{place}|{text}" for place, text in zip(places, plain, strict=True)]
    contents = [keyring.seal(text.encode(), place=place) for place, text in zip(places, plain, strict=True)]
    return rows.select(
        "person_id",
        "_line",
        filled=any_of(PARTS),
        sealed=pl.Series(contents, dtype=pl.Binary),
        key=pl.lit(key, pl.Int64),
        digest=pl.Series(keyring.digests(texts, key=key), dtype=pl.Binary),
        confirmed_on="confirmed_date",
    )


def _plain(address: Address) -> str:
    return json.dumps(vars(address))


def _place(person_id: str) -> str:
    return f"address:{person_id}"


SEALED = SealedColumn("records.PersonAddress", "sealed", lambda row: _place(row.person.person_id), parents=("person",))
