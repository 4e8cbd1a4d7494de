"""Invented records in the database, as an import leaves them there."""

from collections.abc import Sequence
from datetime import UTC, datetime

from clearance.keyring import digest
from clearance.records.models import Case, Import, Person, PersonIdentifier, PersonName, Source
from lookup.identity.attested import Attested, Identifier, Name
from tests.lookup.identity.matching.invented import Said, Written

#: PostgreSQL takes no more than 65,535 values at once.
BATCH = 2_000
NOW = datetime(2026, 11, 22, 15, 42, tzinfo=UTC)


def store(records: Sequence[Written]) -> list[int]:
    """Put them on record; the numbers of these people, in their order."""
    source, _ = Source.objects.get_or_create(name="register", defaults={"created_at": NOW})
    times = {"started_at": NOW, "finished_at": NOW}
    landed = Import.objects.create(source=source, file="f", sha256="0" * 64, by="t", outcome="landed", **times)
    came = {"source": source, "last_import": landed}
    people = Person.objects.bulk_create(
        (
            Person(person_id=f"{landed.pk}-{n}", birth_date=one.born, deceased=one.deceased or None, **came)
            for n, one in enumerate(records)
        ),
        BATCH,
    )
    both = list(zip(people, records, strict=True))
    PersonName.objects.bulk_create((_name(person, parts, came) for person, one in both for parts in one.names), BATCH)
    numbers = (_number(person, held, came) for person, one in both for held in sorted(one.ids))
    PersonIdentifier.objects.bulk_create(numbers, BATCH)
    Case.objects.bulk_create(
        (
            Case(case_id=f"{person.person_id}-{n}", person=person, case_number=number, **came)
            for person, one in both
            for n, number in enumerate(one.cases)
        ),
        BATCH,
    )
    return [person.pk for person in people]


def attested(said: Said) -> Attested:
    return Attested(
        name=Name(*said.name),
        birth_date=said.born,
        identifiers=tuple(Identifier(kind, digest(value)) for kind, value in sorted(said.ids)),
        case_numbers=tuple(said.cases),
    )


def _name(person: Person, parts: tuple[str, str, str, str], came: dict) -> PersonName:
    last, first, middle, suffix = (part or None for part in parts)
    given = {"last_name": last, "first_name": first, "middle_name": middle, "suffix": suffix}
    return PersonName(person=person, kind="legal", **given, **came)


def _number(person: Person, held: tuple[str, str], came: dict) -> PersonIdentifier:
    kept = digest(held[1])
    return PersonIdentifier(person=person, kind=held[0], key=kept.key, digest=kept.value, **came)
