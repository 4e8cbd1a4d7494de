import random
from datetime import timedelta

import pytest
from django.db import transaction

from clearance.audit.models import Event
from clearance.notices.acknowledgements.actions import AcknowledgementRefused
from clearance.notices.messages import Item
from clearance.notices.models import Notice
from clearance.signing import load_private_key, new_private_key
from tests.notices.answering import LATER, THEIRS, refusal, state, take
from tests.notices.told import answer

pytestmark = pytest.mark.django_db


def genuine(notice: Notice, key) -> list[bytes]:
    """A month's answers: found little by little, the last lines for good."""
    return [
        answer(notice, key, 1, [Item(1, "done"), Item(2, "not_found"), Item(3, "conflict", theirs=THEIRS)]),
        answer(notice, key, 2, [Item(4, "done"), Item(5, "refused", "other"), Item(6, "not_found")]),
        answer(notice, key, 3, [Item(2, "done"), Item(7, "done")]),
        answer(notice, key, 4, [Item(3, "done"), Item(5, "done"), Item(8, "not_found")]),
    ]


def altered(body: bytes, old: bytes, new: bytes) -> bytes:
    """A genuine one, changed on its way."""
    assert old in body
    return body.replace(old, new)


def signed_with(body: bytes, signature: bytes) -> bytes:
    return body.rsplit(b'"signature": ', 1)[0] + b'"signature": ' + signature + b"}"


#: A kind of forgery: its bytes, and the code with which it is refused.
Forgeries = dict[str, tuple[bytes, str]]


def by_others(notice: Notice, key, other: Notice, other_key) -> Forgeries:
    """What someone without the agency's key might send, having seen what the agency sends."""
    right = answer(notice, key, 1, [Item(1, "done"), Item(2, "not_found"), Item(3, "conflict", theirs=THEIRS)])
    another = answer(notice, key, 2)
    return {
        "counts altered": (altered(right, b'"done": 1', b'"done": 2'), "wrong_signature"),
        "an outcome altered": (altered(right, b'"not_found"}', b'"done"}'), "wrong_signature"),
        "the number altered": (altered(right, b'"number": 1', b'"number": 7'), "wrong_signature"),
        "signed by nobody known": (answer(notice, load_private_key(new_private_key())), "wrong_signature"),
        "signed by another agency": (answer(notice, other_key), "wrong_signature"),
        "an empty signature": (signed_with(right, b'""'), "wrong_signature"),
        "the signature of another": (signed_with(right, another.rsplit(b": ", 1)[1][:-1]), "wrong_signature"),
        "no signature": (right.rsplit(b", ", 1)[0] + b"}", "wrong_form"),
        "the answer of another agency": (answer(other, other_key), "other_agency"),
        "a manifest in its place": (notice.manifest_file(), "wrong_form"),
        "cut short": (right[:-9], "not_json"),
    }


def by_its_own_program(notice: Notice, key, other: Notice) -> Forgeries:
    """What a program that has the agency's key must not send either."""
    longer = [Item(line, "done") for line in (1, 2, 3, 9)]
    undeclared = [Item(4, "conflict", theirs={"birth_date": "1980-01-01"})]
    nowhere = "6f1c1f8e-0000-4000-8000-000000000000"
    return {
        "a notice of another agency": (answer(other, key, agency=notice.agency.code), "unknown_notice"),
        "in the name of another agency": (answer(notice, key, agency=other.agency.code), "other_agency"),
        "an unknown notice": (answer(notice, key, notice=nowhere), "unknown_notice"),
        "another content": (answer(notice, key, 5, manifest_sha256="0" * 64), "wrong_manifest"),
        "another notice's": (answer(notice, key, 5, manifest_sha256=other.manifest_sha256), "wrong_manifest"),
        "counts that do not add up": (answer(notice, key, 5, counts=COUNTS), "wrong_counts"),
        "a line that it was not told": (answer(notice, key, 5, longer), "unknown_line"),
        "a line twice": (answer(notice, key, 5, [Item(1, "done"), Item(1, "done")]), "line_twice"),
        "a made-up outcome": (answer(notice, key, 5, [Item(1, "forgotten")]), "wrong_form"),
        "data that were not declared": (answer(notice, key, 5, undeclared), "undeclared_data"),
        "a field more": (answer(notice, key, 5, force=True), "wrong_form"),
    }


COUNTS = {"done": 9, "not_found": 0, "conflict": 0, "refused": 0}


def afterwards(notice: Notice, key) -> Forgeries:
    """What is wrong only once the genuine ones were taken in."""
    return {
        "the number of another": (answer(notice, key, 1, [Item(8, "done")]), "number_taken"),
        "back to not found": (answer(notice, key, 6, [Item(1, "not_found")]), "backwards"),
        "back to refused": (answer(notice, key, 7, [Item(7, "done"), Item(4, "refused", "other")]), "backwards"),
    }


@pytest.fixture
def forgeries(notice, key, other, other_key) -> Forgeries:
    told = Notice.objects.get(agency=other)
    return by_others(notice, key, told, other_key) | by_its_own_program(notice, key, told)


def test_every_kind_of_forgery_is_refused_with_its_code_and_logged(notice, key, forgeries):
    before = state()
    assert {what: refusal(body, notice) for what, (body, _) in forgeries.items()} == codes(forgeries)
    assert state() == before
    assert Event.objects.of_kind("acknowledgement.refused").count() == len(forgeries) == 22


def test_what_was_taken_in_cannot_be_undone_with_the_key_of_the_agency(notice, key):
    for body in genuine(notice, key):
        take(body, notice)
    before = state()
    later = afterwards(notice, key)
    assert {what: refusal(body, notice) for what, (body, _) in later.items()} == codes(later)
    assert state() == before


def codes(forgeries: Forgeries) -> dict[str, str]:
    return {what: code for what, (_, code) in forgeries.items()}


@pytest.mark.parametrize("seed", range(8))
def test_each_ten_times_shuffled_and_late_among_forgeries_comes_to_the_clean_run(notice, key, forgeries, seed):
    right, later = genuine(notice, key), [body for body, _ in afterwards(notice, key).values()] * 10
    with transaction.atomic():
        for body in right:
            take(body, notice)
        clean = state()
        transaction.set_rollback(True)
    chance = random.Random(seed)
    stream = [body for body, _ in forgeries.values()] * 10 + right * 10
    chance.shuffle(stream)
    # What is wrong only after the genuine ones can come only after them.
    first = max(stream.index(body) for body in right) + 1
    for body in later:
        stream.insert(chance.randint(first, len(stream)), body)
    refused = 0
    for hours, body in enumerate(stream):
        try:
            take(body, notice, at=LATER + timedelta(hours=hours))
        except AcknowledgementRefused:
            refused += 1
    assert refused == len(stream) - len(right) * 10
    assert state() == clean
