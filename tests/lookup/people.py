"""Invented people on record, and the law of Franklin in force, for the pages to show."""

from datetime import UTC, date, datetime

from django.utils import timezone

from clearance.records.models import Case, Charge, Import, Person, Source
from clearance.runs.actions import put_in_force

#: The moment at which the tests look: a Sunday morning in the state, before 3 May 2027.
NOW = datetime(2026, 11, 22, 15, 42, tzinfo=UTC)
TODAY = date(2026, 11, 22)

DISTRICT = {"court": "Greene County District Court", "county": "Greene"}
SUPERIOR = {"court": "Franklin Superior Court", "county": "Harlan"}
TRESPASS = {"statute": "18-4-503", "description": "Trespass", "level": "misdemeanor"}
THEFT = {"statute": "18-4-401(2)(b)", "description": "Theft under $500", "level": "misdemeanor"}
CANNABIS = {"statute": "18-18-403(1)(b)", "description": "Possession of cannabis", "level": "misdemeanor"}
SPEEDING = {"statute": "42-4-1101(3)", "description": "Speeding", "level": "infraction"}
ASSAULT = {"statute": "18-3-202(1)", "description": "Aggravated assault", "level": "felony", "max_sentence_days": 1460}


def put_franklin_in_force() -> None:
    put_in_force(by="staff:1", policy="franklin", at=NOW)


def person(*cases: tuple[dict, list[dict]], person_id: str = "P1", **facts) -> Person:
    """A person with these cases: of each its facts, and of each of its charges."""
    source, _ = Source.objects.get_or_create(name="courts", defaults={"created_at": timezone.now()})
    came = {"source": source, "last_import": _import(source)}
    someone = Person.objects.create(person_id=person_id, birth_date=date(1980, 1, 1), **came, **facts)
    for number, (of_case, charges) in enumerate(cases, start=1):
        case = Case.objects.create(case_id=f"{person_id}-C{number}", person=someone, **came, **of_case)
        for sequence, charge in enumerate(charges, start=1):
            Charge.objects.create(
                charge_id=f"{case.case_id}-{sequence}",
                case=case,
                person=someone,
                sequence=sequence,
                **came,
                **{"attributes": "", **charge},
            )
    return someone


def ended(offense: dict, disposition: str, on: date | None, **facts) -> dict:
    """A charge that ended like that on that day; a conviction was sentenced on the same day."""
    sentence = {"sentence_date": on, "sentence_days": 0} if disposition == "convicted" and on else {}
    return {**offense, "disposition": disposition, "disposition_date": on, "offense_date": on, **sentence, **facts}


def someone_with_everything(person_id: str = "P1") -> Person:
    """Two charges can be cleared now, one on 3 May 2027, one lacks a fact, one is left out by the law."""
    return person(
        (
            {**DISTRICT, "case_number": "11-CR-7730", "filed_date": date(2011, 3, 2)},
            [
                ended(ASSAULT, "convicted", date(2011, 9, 9), attributes="family_violence"),
            ],
        ),
        (
            {**SUPERIOR, "case_number": "20-CR-0912", "filed_date": date(2020, 1, 8)},
            [
                ended(THEFT, "convicted", date(2020, 5, 3)),
                ended(TRESPASS, "dismissed", date(2020, 5, 3)),
            ],
        ),
        (
            {**DISTRICT, "case_number": "23-TR-4471", "filed_date": date(2023, 2, 1)},
            [
                ended(SPEEDING, "convicted", None),
            ],
        ),
        (
            {**DISTRICT, "case_number": "16-CR-2203", "filed_date": date(2016, 7, 5)},
            [
                ended(CANNABIS, "convicted", date(2016, 10, 1)),
            ],
        ),
        person_id=person_id,
    )


def someone_who_waits(person_id: str = "P2") -> Person:
    return person(
        (
            {**SUPERIOR, "case_number": "20-CR-0912", "filed_date": date(2020, 1, 8)},
            [
                ended(THEFT, "convicted", date(2020, 5, 3)),
            ],
        ),
        person_id=person_id,
    )


def someone_with_one_to_clear(person_id: str = "P3") -> Person:
    return person(
        (
            {**DISTRICT, "case_number": "24-CR-0007", "filed_date": date(2024, 1, 8)},
            [
                ended(TRESPASS, "dismissed", date(2024, 5, 3)),
            ],
        ),
        person_id=person_id,
    )


def someone_left_out(person_id: str = "P4") -> Person:
    return person(
        (
            {**DISTRICT, "case_number": "11-CR-7730", "filed_date": date(2011, 3, 2)},
            [
                ended(ASSAULT, "convicted", date(2011, 9, 9)),
                {**TRESPASS, "disposition": "other"},
            ],
        ),
        person_id=person_id,
    )


def someone_with_facts_missing(person_id: str = "P5") -> Person:
    """How one charge ended is not known; it may be open, so the other cannot be decided either."""
    return person(
        ({"case_number": "25-CR-1180"}, [{"statute": "18-9-106"}]),
        (
            {**SUPERIOR, "case_number": "17-CR-0912", "filed_date": date(2017, 1, 8)},
            [
                ended(THEFT, "convicted", date(2017, 5, 3)),
            ],
        ),
        person_id=person_id,
    )


def someone_with_nothing(person_id: str = "P6") -> Person:
    return person(person_id=person_id)


def someone_with_many(charges: int, person_id: str = "P7") -> Person:
    return person(
        *(
            (
                {**DISTRICT, "case_number": f"{year}-CR-1{year}", "filed_date": date(year, 1, 8)},
                [ended(THEFT, "convicted", date(year, 5, 3)) for _ in range(3)],
            )
            for year in range(2026 - charges // 3, 2026)
        ),
        person_id=person_id,
    )


def _import(source: Source) -> Import:
    return Import.objects.create(
        source=source,
        file="people.csv",
        sha256="0" * 64,
        started_at=timezone.now(),
        finished_at=timezone.now(),
        by="staff:1",
        outcome="landed",
        counts={},
    )
