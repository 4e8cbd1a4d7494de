"""Fills the database with a state of 20,000 charges, its agencies and its law, for a run to begin on."""

import sys
from pathlib import Path

import django

django.setup()

from clearance.agencies.models import Agency, Area  # noqa: E402
from clearance.records.models import Case  # noqa: E402
from tests.records.extracts import AT  # noqa: E402
from tests.runs.eligibility.state import a_state, law_in_force  # noqa: E402

AGENCIES = {
    "bureau": ("repository", ["tracking_number", "statute", "disposition_date"]),
    "police": ("police", ["tracking_number", "arrest_date"]),
    "prosecutor": ("prosecutor", ["court", "case_number", "sequence"]),
}


def main(folder: Path, people: int) -> None:
    a_state(folder, people=people)
    for code, (kind, data) in AGENCIES.items():
        Agency.objects.create(code=code, name=code, kind=kind, statewide=True, data=data, registered_at=AT)
    for number, court in enumerate(Case.objects.order_by().values_list("court", flat=True).distinct()[:2]):
        one = Agency.objects.create(
            code=f"court-{number}",
            name=court,
            kind="court",
            data=["court", "case_number", "sequence"],
            registered_at=AT,
        )
        Area.objects.create(agency=one, kind="court", name=court)
    law_in_force(folder, without=("objections", "safeguards"))


main(Path(sys.argv[1]), int(sys.argv[2]))
