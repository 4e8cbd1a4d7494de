"""A claim beside each person on record whom it may be about: masked, unless all of it is asked for."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clearance.records.models import Case, PersonName
from lookup.identity.attested import Attested
from lookup.identity.matching.facts import STRONG_KINDS
from lookup.identity.models import Candidate
from lookup.identity.review.contents import Contents, read
from lookup.identity.review.questions import Question
from lookup.identity.review.words import FIELDS, of_field

DOTS = "•••"
#: Said of an identifier that the claim has: one that is on record agrees or differs.
MISSING = "none is on record"


@dataclass(frozen=True)
class Row:
    """One field of the claim and of the record, and what the matcher said of the two."""

    field: str
    claimed: list[str]
    on_record: list[str]
    found: list[str]


@dataclass(frozen=True)
class Side:
    """One person on record, under a letter by which the page calls them; `cases`: (county, year, how many)."""

    letter: str
    person: int
    rows: list[Row]
    cases: list[tuple[str, str, int]]


@dataclass(frozen=True)
class Comparison:
    """What a reviewer is shown of a question: `contents` says whether what was attested is part of it."""

    asked: Question
    full: bool
    contents: Contents
    sides: list[Side]

    @property
    def people(self) -> list[int]:
        """Everyone of whom something is shown."""
        return sorted({*(side.person for side in self.sides), *(link.person_id for link in self.asked.links)})


def compared(asked: Question, *, full: bool) -> Comparison:
    """What reviewers see of a question."""
    said, contents = read(asked.claim)
    people = [one.person_id for one in asked.candidates]
    names, cases = _names(people), _cases(people)
    sides = [
        Side(
            letter=letter_of(place),
            person=one.person_id,
            rows=_rows(said, one, names[one.person_id], [number for *_, number in cases[one.person_id]], full),
            cases=_counted(cases[one.person_id]),
        )
        for place, one in enumerate(asked.candidates)
    ]
    return Comparison(asked, full, contents, sides)


def letter_of(place: int) -> str:
    """A, B, C … Y: there are at most 25 (matching.actions.SHOWN), and one more from a dispute."""
    return chr(ord("A") + place)


def masked(name: str) -> str:
    """The first letter of each part, and dots: as many for any name."""
    return " ".join(f"{part[0]}{DOTS}" for part in name.split())


def masked_day(day: date) -> str:
    """The day of the month alone."""
    return f"••/{day.day:02}/••••"


def _rows(said: Attested | None, one: Candidate, names: list[tuple], numbers: list[str], full: bool) -> list[Row]:
    born = one.person.birth_date
    shown = {
        "name": (_claimed_names(said, full), [_shown(*name, full=full) for name in names]),
        "birth_date": ([_day(said.birth_date, full)] if said else [], [_day(born, full)] if born else []),
        "case_numbers": (_numbers(said.case_numbers if said else (), full), _numbers(numbers, full)),
    }
    given = {identifier.kind for identifier in said.identifiers} if said else set()
    shown |= {kind: (["given"] if kind in given else [], []) for kind in STRONG_KINDS}
    rows = []
    for field, label in FIELDS.items():
        claimed, on_record = shown.get(field, ([], []))
        found = of_field(field, one.why)
        if claimed or on_record or found:
            rows.append(Row(label, claimed, on_record, found or [MISSING] if field in given else found))
    return rows


def _claimed_names(said: Attested | None, full: bool) -> list[str]:
    if said is None:
        return []
    first, *added = [
        _shown(name.last, name.first, name.middle, name.suffix, full=full) for name in (said.name, *said.other_names)
    ]
    return [first, *(f"{name} (added by the person)" for name in added)]


def _shown(last: str | None, first: str | None, middle: str | None, suffix: str | None, *, full: bool) -> str:
    """A suffix is never masked: it tells a father from his son, and is nobody's own."""
    given, family = " ".join(filter(None, (first, middle))), last or ""
    parts = (family, given) if full else (masked(family), masked(given))
    return ", ".join(filter(None, (*parts, suffix)))


def _day(day: date, full: bool) -> str:
    return f"{day:%m/%d/%Y}" if full else masked_day(day)


def _numbers(numbers: Iterable[str], full: bool) -> list[str]:
    numbers = sorted(set(filter(None, numbers)))
    return numbers if full or not numbers else [f"{len(numbers)} in number"]


def _names(people: Iterable[int]) -> dict[int, list[tuple]]:
    found = defaultdict(list)
    rows = PersonName.objects.filter(person__in=people).order_by("pk")
    for person, *parts in rows.values_list("person", "last_name", "first_name", "middle_name", "suffix"):
        found[person].append(tuple(parts))
    return found


def _cases(people: Iterable[int]) -> dict[int, list[tuple]]:
    found = defaultdict(list)
    rows = Case.objects.filter(person__in=people).order_by("filed_date", "pk")
    for person, county, filed, number in rows.values_list("person", "county", "filed_date", "case_number"):
        found[person].append((county or "county not known", str(filed.year) if filed else "year not known", number))
    return found


def _counted(cases: list[tuple]) -> list[tuple[str, str, int]]:
    return [(*place, times) for place, times in Counter((county, year) for county, year, _ in cases).items()]
