"""A charge to explain, and what is kept of charges as the database gives it back."""

import json
from datetime import date

import polars as pl

from clearance.engine.evaluate import dates
from clearance.engine.plan import order
from clearance.engine.stored import Stored
from clearance.law.policy import Policy

THEFT = {
    "person_id": "p",
    "case_id": "c",
    "charge_id": "1",
    "statute": "18-4-401",
    "level": "misdemeanor",
    "disposition": "convicted",
    "disposition_date": date(2020, 5, 3),
    "sentence_date": date(2020, 5, 3),
    "offense_date": date(2019, 9, 1),
    "birth_date": date(1980, 1, 1),
    "attributes": "",
}


def facts(*charges: dict) -> pl.DataFrame:
    return pl.DataFrame(list(charges), schema_overrides={name: pl.Date for name in THEFT if name.endswith("_date")})


def stored(law: Policy, charges: pl.DataFrame) -> list[Stored]:
    rows = dates(law, charges).drop("charge_id", "person_id").rows()
    keys = order(charges).select("charge_id", "case_id").rows()
    return [
        Stored(*key, eligible_on, possible_on, json.loads(why))
        for key, (eligible_on, possible_on, why) in zip(keys, rows, strict=True)
    ]
