"""A law for these tests, and how it comes into force."""

from pathlib import Path

from clearance.runs.actions import put_in_force
from clearance.runs.models import Policy
from tests.records.extracts import AT

LAW = """
[policy]
id = "example"
title = { en = "Example Clean Slate Act", es = "Ley de ejemplo" }
jurisdiction = "US-XX"
citation = "X.S. 12-34"

[[track]]
id = "dismissed"
relief = "seal"
citation = "X.S. 12-34(1)"
says = { en = "Dismissed charges are sealed.", es = "Los cargos desestimados se sellan." }
covers = { disposition = "dismissed" }

[[track.requires]]
id = "three-years"
citation = "X.S. 12-34(1)(a)"
says = { en = "Three years have passed.", es = "Han pasado tres años." }
wait = { years = 3, from = "disposition_date" }

[[track.requires]]
id = "paid"
says = "Nothing more than 2,000 dollars is owed."
is = { restitution_owed = { at_most = 2000 } }
when_missing = "holds"
"""


def in_force(folder: Path, text: str = LAW, at=AT) -> Policy:
    path = folder / "law.toml"
    path.write_text(text)
    return put_in_force(by="staff:1", policy=path, at=at)
