"""What the first screen says of each case: its county and its year, and nothing else."""

from collections import Counter
from dataclasses import dataclass

from clearance.records.models import Case, Person


@dataclass(frozen=True)
class Seen:
    """So many cases of one county and one year. Neither may be known."""

    county: str
    year: int | None
    cases: int


def first_sight(person: Person) -> list[Seen]:
    """County and year of each case of this person, the newest first; those of which the year is not known come last."""
    found = Counter(
        (county or "", filed.year if filed else None)
        for county, filed in Case.objects.filter(person=person).values_list("county", "filed_date")
    )
    seen = [Seen(county, year, cases) for (county, year), cases in found.items()]
    return sorted(seen, key=lambda one: (-(one.year or 0), one.county))
