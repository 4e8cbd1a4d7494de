import random
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from clearance.audit.models import Event
from clearance.notices.acknowledgements.actions import AcknowledgementRefused, take_in
from clearance.notices.messages import Item
from clearance.notices.models import Acknowledgement, Line, Notice, WorkItem
from clearance.notices.outbox.sealing import seal_due
from clearance.signing import load_private_key, new_private_key
from tests.notices.told import AT, agency, answer, charges, clear, finish, key_of, policy, run_of, undo

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=2)
THEIRS = {"case_number": "11-CR-9", "sequence": 2}


@pytest.fixture
def court():
    return agency("greene-court", "court", ("court", "Greene District Court"))


@pytest.fixture
def key(court):
    return key_of(court)


@pytest.fixture
def other():
    """Another agency, which was told of the same."""
    return agency("bureau", "repository")


@pytest.fixture
def other_key(other):
    return key_of(other)


@pytest.fixture
def notice(court, other, tmp_path) -> Notice:
    """Eight lines to the court, sealed."""
    of = charges(8)
    run = run_of(policy(tmp_path), of)
    clear(run, of)
    finish(run)
    seal_due(by="worker", at=AT)
    return Notice.objects.get(agency=court)


def take(body: bytes, of: Notice, at=LATER) -> Acknowledgement:
    return take_in(by="worker", agency=of.agency, body=body, at=at)


def refusal(body: bytes, of: Notice) -> str:
    """The code with which it is refused; the event log has the same."""
    with pytest.raises(AcknowledgementRefused) as refused:
        take(body, of)
    event = Event.objects.of_kind("acknowledgement.refused").first()
    assert (event.subject, event.detail["code"]) == (f"agency:{of.agency.pk}", refused.value.code)
    return refused.value.code


def state() -> list:
    """Where every line and every work item stands, and how many there are of each on the notices."""
    lines = Line.objects.order_by("notice", "number").values_list("notice", "number", "outcome", "code")
    counted = Notice.objects.order_by("id").values_list("id", "done", "not_found", "conflict", "refused")
    complete = Notice.objects.filter(acknowledged_at__isnull=False).order_by("id").values_list("id", flat=True)
    items = WorkItem.objects.open().order_by("notice", "line").values_list("notice", "line", "kind", "theirs")
    kept = Acknowledgement.objects.order_by("notice", "number").values_list("notice", "number", "sha256")
    return [list(one) for one in (lines, counted, complete, items, kept)]


def test_every_line_gets_its_outcome_and_the_notice_its_counts(notice, key):
    items = [
        Item(1, "done"),
        Item(2, "not_found"),
        Item(3, "conflict", theirs=THEIRS),
        Item(4, "refused", "under_litigation"),
    ]
    kept = take(answer(notice, key, items=items), notice)
    notice.refresh_from_db()
    assert (notice.done, notice.not_found, notice.conflict, notice.refused, notice.waiting) == (1, 1, 1, 1, 4)
    outcomes = dict(notice.all_lines.values_list("number", "outcome"))
    assert outcomes == {1: "done", 2: "not_found", 3: "conflict", 4: "refused", 5: "", 6: "", 7: "", 8: ""}
    refused = Line.objects.get(notice=notice, number=4)
    assert (refused.code, refused.outcome_at) == ("under_litigation", LATER)
    assert (kept.moved, kept.counts["done"], kept.taken_by) == (4, 1, "worker")
    event = Event.objects.of_kind("acknowledgement.taken").get()
    assert event.subject == kept.reference
    assert event.detail == {
        "notice": str(notice.pk),
        "number": 1,
        "sha256": kept.sha256,
        "moved": 4,
        "done": 1,
        "not_found": 1,
        "conflict": 1,
        "refused": 1,
    }


def test_a_notice_is_acknowledged_with_its_last_answer(notice, key):
    take(answer(notice, key, 1, [Item(line, "done") for line in range(1, 8)]), notice)
    assert Notice.objects.unacknowledged().filter(pk=notice.pk).exists()
    take(answer(notice, key, 2, [Item(8, "not_found")]), notice, at=LATER)
    notice.refresh_from_db()
    assert notice.acknowledged_at == LATER
    take(answer(notice, key, 3, [Item(8, "done")]), notice, at=LATER + timedelta(days=1))
    notice.refresh_from_db()
    assert (notice.acknowledged_at, notice.done, notice.not_found) == (LATER, 8, 0)


def test_the_same_again_is_what_was_kept_and_changes_nothing(notice, key):
    body = answer(notice, key)
    kept = take(body, notice)
    before = state()
    events = Event.objects.count()
    for again in (body, body.replace(b" ", b""), body.replace(b": ", b" :\n")):
        assert take(again, notice, at=LATER + timedelta(days=9)) == kept
    assert (state(), Event.objects.count()) == (before, events)


def test_the_same_signed_with_the_next_key_of_the_agency_is_the_same(notice, key, court):
    kept = take(answer(notice, key), notice)
    assert take(answer(notice, key_of(court)), notice) == kept


def test_an_answer_goes_forward_to_done(notice, key):
    first = [Item(1, "not_found"), Item(2, "conflict"), Item(3, "refused", "other")]
    take(answer(notice, key, 1, first), notice)
    take(answer(notice, key, 2, [Item(line, "done") for line in (1, 2, 3)]), notice)
    notice.refresh_from_db()
    assert (notice.done, notice.not_found, notice.conflict, notice.refused) == (3, 0, 0, 0)
    assert not WorkItem.objects.open().exists()
    assert set(WorkItem.objects.values_list("resolution", flat=True)) == {"done"}


#: An answer that was given, and one that cannot follow it.
BACKWARDS = [
    ("done", Item(1, "not_found")),
    ("done", Item(1, "refused", "other")),
    ("not_found", Item(1, "conflict")),
    ("conflict", Item(1, "not_found")),
    ("refused", Item(1, "not_found")),
]


@pytest.mark.parametrize(("before", "after"), BACKWARDS)
def test_an_answer_that_goes_backwards_is_refused_with_all_that_came_with_it(notice, key, before, after):
    take(answer(notice, key, 1, [Item(1, before, "no_duty" if before == "refused" else "")]), notice)
    kept = state()
    assert refusal(answer(notice, key, 2, [Item(2, "done"), after]), notice) == "backwards"
    assert state() == kept
    with pytest.raises(DatabaseError), transaction.atomic():
        Line.objects.filter(notice=notice, number=1).update(outcome=after.outcome, code=after.code)


def test_one_that_comes_late_changes_only_lines_that_still_wait(notice, key):
    take(answer(notice, key, 2, [Item(1, "done"), Item(2, "done")]), notice)
    kept = take(answer(notice, key, 1, [Item(1, "not_found"), Item(3, "not_found")]), notice)
    assert kept.moved == 1
    outcomes = dict(notice.all_lines.values_list("number", "outcome"))
    assert (outcomes[1], outcomes[2], outcomes[3]) == ("done", "done", "not_found")
    assert WorkItem.objects.get().line == 3


def test_a_key_that_has_ended_signs_nothing_any_more(notice, key, court):
    body = answer(notice, key)
    take(body, notice)
    court.keys.update(ended_at=LATER)
    assert refusal(body, notice) == "wrong_signature"


def test_refusing_is_logged_without_what_the_message_holds(notice, key):
    items = [Item(1, "conflict", theirs={"birth_date": "SECRET"})]
    assert refusal(answer(notice, key, items=items), notice) == "undeclared_data"
    event = Event.objects.of_kind("acknowledgement.refused").get()
    assert set(event.detail) == {"agency", "code", "sha256"}
    assert event.actor == "worker"


@pytest.mark.parametrize("change", [{"number": 9}, {"message": "{}"}, {"moved": 0}])
def test_the_database_refuses_to_change_or_delete_an_acknowledgement(notice, key, change):
    take(answer(notice, key), notice)
    with pytest.raises(DatabaseError), transaction.atomic():
        Acknowledgement.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Acknowledgement.objects.all()._raw_delete(using="default")


def test_the_database_keeps_one_acknowledgement_of_a_number(notice, key):
    kept = take(answer(notice, key), notice)
    kept.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)


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


def test_a_notice_that_is_still_open_cannot_be_answered(court, key, tmp_path):
    of = charges(1)
    clear(run_of(policy(tmp_path), of), of)
    assert refusal(answer(Notice.objects.get(agency=court), key), Notice.objects.get(agency=court)) == "unknown_notice"


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


def test_a_restoring_notice_is_answered_like_any_other(notice, key):
    undo(Line.objects.get(notice=notice, number=1).clearance, at=LATER)
    restoring = Notice.objects.get(agency=notice.agency, kind="restore")
    take(answer(restoring, key), notice)
    restoring.refresh_from_db()
    assert (restoring.done, restoring.waiting) == (1, 0)
    assert Line.objects.get(notice=notice, number=1).outcome == ""
