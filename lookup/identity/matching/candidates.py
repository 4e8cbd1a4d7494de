"""The people on record whom a claim may be about, as the database knows them at this moment.

They are found by two indexes: that of identifiers, and that of birth dates, of which those that may be meant are a few
dozen; names are compared row by row as they come, so that no copy of them is kept that an import would leave behind.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db.models import QuerySet

from clearance.keyring import IDENTIFIERS, Digest, newest, under
from clearance.records.models import Case, Person, PersonIdentifier, PersonName
from lookup.identity import attested
from lookup.identity.matching import births
from lookup.identity.matching.compare import may_be
from lookup.identity.matching.facts import STRONG_KINDS, Claimed, Identifier, OnRecord
from lookup.identity.matching.normalise import Name, case_number, name

NAME_COLUMNS = ("last_name", "first_name", "middle_name", "suffix")
#: Names are read in portions of so many rows.
PORTION = 2000
#: Of a name and birth date that hundreds share no more are looked at: it takes people to tell them apart anyhow.
MOST = 200


def claimed(said: attested.Attested) -> Claimed:
    """What was attested, as it is compared."""
    return Claimed(
        name=_normal(said.name),
        birth_date=said.birth_date,
        other_names=tuple(_normal(one) for one in said.other_names),
        identifiers=frozenset((one.kind, _newest(one.digest)) for one in said.identifiers),
        case_numbers=frozenset(case_number(one) for one in said.case_numbers) - {""},
    )


def candidates(said: attested.Attested) -> list[OnRecord]:
    """All who may be meant (`compare.is_candidate`), in the order of their numbers."""
    by_identifier = _by_identifier(said.identifiers)
    by_name = _by_birth_date(claimed(said)) - by_identifier
    return on_record([*sorted(by_identifier), *sorted(by_name)][:MOST])


def on_record(people: Collection[int]) -> list[OnRecord]:
    """What there is on record of these people, by their numbers."""
    names, identifiers, cases = _names(people), _identifiers(people), _case_numbers(people)
    shared = _shared(identifiers.values())
    return [
        OnRecord(
            person=person,
            birth_date=birth,
            names=tuple(names[person]),
            identifiers=frozenset(identifiers[person]),
            case_numbers=frozenset(cases[person]) - {""},
            shared=not shared.isdisjoint(identifiers[person]),
            deceased=bool(deceased),
        )
        for person, birth, deceased in Person.objects.filter(pk__in=people)
        .order_by("pk")
        .values_list("pk", "birth_date", "deceased")
    ]


def _normal(one: attested.Name) -> Name:
    return name(one.last, one.first, one.middle, one.suffix)


def _newest(kept: Digest) -> bytes:
    return under(kept, key=newest(IDENTIFIERS)).value


def _by_identifier(identifiers: Iterable[attested.Identifier]) -> set[int]:
    found: set[int] = set()
    for one in identifiers:
        if one.kind in STRONG_KINDS:
            holders = PersonIdentifier.objects.with_digest(one.kind, one.digest)
            found.update(holders.values_list("person", flat=True))
    return found


def _by_birth_date(said: Claimed) -> set[int]:
    """By name, among those born on that day or on one that may stand for it."""
    days = [said.birth_date, *births.mistaken(said.birth_date)]
    rows = PersonName.objects.filter(person__birth_date__in=days).values_list(
        "person", "person__birth_date", *NAME_COLUMNS
    )
    return {person for person, birth, *parts in rows.iterator(chunk_size=PORTION) if may_be(said, birth, name(*parts))}


def _names(people: Collection[int]) -> dict[int, list[Name]]:
    found = defaultdict(list)
    for person, *parts in (
        PersonName.objects.filter(person__in=people).order_by("pk").values_list("person", *NAME_COLUMNS)
    ):
        found[person].append(name(*parts))
    return found


def _identifiers(people: Collection[int]) -> dict[int, set[Identifier]]:
    found = defaultdict(set)
    for person, one in _held(PersonIdentifier.objects.filter(person__in=people, kind__in=STRONG_KINDS)):
        found[person].add(one)
    return found


def _shared(identifiers: Iterable[set[Identifier]]) -> set[Identifier]:
    """Those of these identifiers that more than one person holds."""
    digests = [digest for held in identifiers for _, digest in held]
    holders = defaultdict(set)
    for person, one in _held(PersonIdentifier.objects.filter(kind__in=STRONG_KINDS, digest__in=digests)):
        holders[one].add(person)
    return {one for one, people in holders.items() if len(people) > 1}


def _held(rows: QuerySet[PersonIdentifier]) -> Iterator[tuple[int, Identifier]]:
    for person, kind, key, digest in rows.values_list("person", "kind", "key", "digest"):
        yield person, (kind, _newest(Digest(key, bytes(digest))))


def _case_numbers(people: Collection[int]) -> dict[int, set[str]]:
    found = defaultdict(set)
    for person, number in Case.objects.filter(person__in=people).values_list("person", "case_number"):
        found[person].add(case_number(number or ""))
    return found
