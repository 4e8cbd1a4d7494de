"""Someone to give a code to at the counter. The database has only digests of numbers; the invented files have all."""

from pathlib import Path
from typing import NamedTuple

import polars as pl

from clearance.records.models import Person


class Visitor(NamedTuple):
    """As their papers say it; `born` as it is typed at the counter."""

    name: str
    born: str
    number: str


def visitor(folder: Path) -> Visitor | None:
    """The first in the folder of whom one name and one state number are on record; None if the folder is gone."""
    if not folder.exists():
        return None
    numbers = pl.read_parquet(folder / "identifiers.parquet").filter(pl.col("kind") == "state_id")
    for person_id, number in numbers.select("person_id", "value").iter_rows():
        person = Person.objects.get(person_id=person_id)
        names, of_one = list(person.names.all()), person.identifiers.filter(kind="state_id").count() == 1
        if of_one and len(names) == 1 and not names[0].suffix:
            [name] = names
            given = " ".join(filter(None, (name.first_name, name.middle_name)))
            return Visitor(f"{name.last_name}, {given}", f"{person.birth_date:%m/%d/%Y}", number)
    return None
