"""A clearance is undone by two people, whatever one of them tries: the action refuses it, and so does the database."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from clearance.audit.models import Event
from clearance.runs.ledger import actions
from clearance.runs.ledger.models import Clearance, Hold, Reversal, ReversalRequest
from clearance.runs.models import Policy
from clearance.runs.refusals import Refused
from clearance.runs.signals import clearance_reversed
from tests.emptying import no_triggers
from tests.runs.ledger.cleared import ASKER, AT, DECIDER, LATER, ON, asked, cleared, granted

pytestmark = pytest.mark.django_db


@pytest.fixture
def clearance() -> Clearance:
    [one] = cleared("11-CR-7730")
    return one


def refused(words: str, do) -> None:
    before = list(ReversalRequest.objects.values()), Event.objects.count()
    with pytest.raises(Refused, match=words), transaction.atomic():
        do()
    assert (list(ReversalRequest.objects.values()), Event.objects.count()) == before
    assert not Reversal.objects.exists()


def refused_by_the_database(words: str, do) -> None:
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        do()
    assert not Reversal.objects.exists()


def run_sql(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def undo(request: ReversalRequest, clearance: Clearance | None = None) -> None:
    """The reversal itself, in plain SQL."""
    of = (clearance or request.clearance).pk
    on, at = ON, connection.ops.adapt_datetimefield_value(LATER)
    sql = 'INSERT INTO runs_reversal (clearance_id, request_id, "on", at) VALUES (%s, %s, %s, %s)'
    run_sql(sql, of, request.pk, on, at)


def decide(request: ReversalRequest, by: str, granted: bool = True) -> None:
    """The answer to a request, in plain SQL."""
    at = connection.ops.adapt_datetimefield_value(LATER)
    run_sql(
        "UPDATE runs_reversalrequest SET decided_by = %s, decided_at = %s, granted = %s WHERE id = %s",
        by,
        at,
        granted,
        request.pk,
    )


def grant(request: ReversalRequest, **other) -> Reversal:
    given = {"by": DECIDER, "signed_in_at": LATER, "on": ON, "at": LATER}
    return actions.grant_reversal(request=request, **given | other)


def test_two_people_undo_a_clearance(clearance):
    heard = []

    def hear(sender, reversal, at, **kwargs):
        heard.append((reversal, at, connection.in_atomic_block))

    clearance_reversed.connect(hear)
    try:
        reversal = granted(clearance)
    finally:
        clearance_reversed.disconnect(hear)
    assert not Clearance.objects.standing().exists()
    assert (reversal.request.asked_by, reversal.request.decided_by) == (ASKER, DECIDER)
    assert heard == [(reversal, LATER, True)]
    hold = Hold.objects.open().get()
    assert (hold.charge, hold.because, hold.reference) == (clearance.charge, "reversed", f"reversal:{reversal.pk}")
    events = Event.objects.about(f"clearance:{clearance.pk}").order_by("id").values_list("action", "actor", "detail")
    request = {"request": reversal.request.pk, "ground": "error"}
    assert list(events) == [
        ("reversal.asked", ASKER, request),
        ("clearance.reversed", DECIDER, {**request, "reversal": reversal.pk, "on": "2026-11-22"}),
    ]


def test_what_listens_and_fails_undoes_the_reversal(clearance):
    def fail(**kwargs):
        raise RuntimeError

    request = asked(clearance)
    clearance_reversed.connect(fail)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            grant(request)
    finally:
        clearance_reversed.disconnect(fail)
    assert not Reversal.objects.exists()
    assert not Hold.objects.exists()
    request.refresh_from_db()
    assert request.decided_at is None


def test_a_request_can_be_refused_and_made_again(clearance):
    request = actions.refuse_reversal(by=DECIDER, request=asked(clearance), at=LATER)
    assert request.granted is False
    assert Clearance.objects.standing().get() == clearance
    assert Event.objects.of_kind("reversal.refused").get().actor == DECIDER
    assert granted(clearance)


def test_whoever_asks_does_not_decide(clearance):
    request = asked(clearance)
    refused("was made by staff:4. Someone else decides", lambda: grant(request, by=ASKER))
    refused("Someone else decides", lambda: actions.refuse_reversal(by=ASKER, request=request, at=LATER))
    refused_by_the_database("two_people_for_a_reversal", lambda: decide(request, ASKER))


def test_nobody_reverses_without_a_decision(clearance):
    request = asked(clearance)
    refused_by_the_database("one member of staff asked for it and another granted it", lambda: undo(request))


def test_nobody_reverses_what_was_refused(clearance):
    request = actions.refuse_reversal(by=DECIDER, request=asked(clearance), at=LATER)
    refused("was refused before, by staff:5", lambda: grant(request, by="staff:6"))
    refused_by_the_database("another granted it", lambda: undo(request))
    refused_by_the_database("decided once", lambda: decide(request, "staff:6"))


def test_nobody_uses_a_request_for_another_clearance():
    one, other = cleared("11-CR-7730", "20-CR-0912")
    request = asked(one)
    decide(request, DECIDER)
    refused_by_the_database("another granted it", lambda: undo(request, other))
    undo(request)
    assert Reversal.objects.get().clearance == one


def test_nobody_asks_and_decides_in_one_stroke(clearance):
    values = {"clearance": clearance, "ground": "error", "legal_basis": "F.S. 12-34(15)", "asked_by": ASKER}
    decided = {"asked_at": AT, "decided_by": DECIDER, "decided_at": LATER, "granted": True}
    refused_by_the_database("asked for first", lambda: ReversalRequest.objects.create(**values, **decided))


@pytest.mark.parametrize("column", ["asked_by", "ground", "legal_basis", "note"])
def test_nobody_changes_a_request(clearance, column):
    request = asked(clearance)
    change = ReversalRequest.objects.filter(pk=request.pk).update
    refused_by_the_database("never changed", lambda: change(**{column: "staff:8"}))
    decide(request, DECIDER, granted=False)
    refused_by_the_database("never changed", lambda: change(**{column: "staff:8"}))


def test_nobody_takes_a_decision_back_or_a_request_away(clearance):
    request = asked(clearance)
    refused_by_the_database("never changed or removed", lambda: run_sql("DELETE FROM runs_reversalrequest"))
    decide(request, DECIDER, granted=False)
    back = "UPDATE runs_reversalrequest SET decided_by = '', decided_at = NULL, granted = NULL"
    refused_by_the_database("decided once", lambda: run_sql(back))


def test_a_command_or_a_worker_is_not_one_of_the_two(clearance):
    refused("a member of staff who is signed in; command is none", lambda: asked(clearance, by="command"))
    request = asked(clearance)
    refused("a member of staff who is signed in; worker is none", lambda: grant(request, by="worker"))
    decide(request, "worker")
    refused_by_the_database("one member of staff asked for it", lambda: undo(request))


@pytest.mark.parametrize("minutes", [11, 60 * 24, -1])
def test_a_stale_sign_in_does_not_grant(clearance, minutes):
    request = asked(clearance)
    words = "a sign-in of the last 10 minutes"
    refused(words, lambda: grant(request, signed_in_at=LATER - timedelta(minutes=minutes)))
    refused(words, lambda: grant(request, signed_in_at=None))
    assert grant(request, signed_in_at=LATER - timedelta(minutes=10))


def test_a_clearance_is_undone_once(clearance):
    reversal = granted(clearance)
    with pytest.raises(Refused, match="was reversed before"):
        asked(clearance)
    with pytest.raises(Refused, match="was granted before, by staff:5"):
        grant(reversal.request, by="staff:6")


def test_there_is_one_open_request_at_a_time(clearance):
    request = asked(clearance)
    refused(f"Request {request.pk} asks for this already", lambda: asked(clearance, by="staff:6"))


@pytest.mark.parametrize("ground", ["", "mercy", "Error"])
def test_only_the_grounds_of_the_law_count(clearance, ground):
    refused("the law allows: error", lambda: asked(clearance, ground=ground))


def test_a_reversal_has_a_legal_basis(clearance):
    refused("needs a legal basis", lambda: asked(clearance, legal_basis="  "))


def test_a_law_that_was_changed_in_the_database_names_no_ground(clearance):
    with no_triggers():
        Policy.objects.update(text=clearance.run.policy.text + "# \n[[process.reversal]]")
    with pytest.raises(Refused):
        asked(clearance)


def test_reversals_are_counted_by_law_year_and_ground():
    for clearance in cleared("1", "2", "3"):
        granted(clearance)
    assert Reversal.objects.counts() == [{"policy": "franklin", "year": 2026, "ground": "error", "reversals": 3}]
    assert Reversal.objects.none().counts() == []
