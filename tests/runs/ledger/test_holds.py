"""A held charge comes back only after someone else has looked."""

import pytest

from clearance.audit.models import Event
from clearance.runs.ledger.holds import lift_hold, place_hold
from clearance.runs.ledger.models import Hold
from clearance.runs.refusals import Refused
from tests.runs.ledger.cleared import AT, DECIDER, LATER, OPERATOR, charges, cleared, granted

pytestmark = pytest.mark.django_db


@pytest.fixture
def hold() -> Hold:
    [charge] = charges("11-CR-7730")
    return place_hold(by=OPERATOR, charge=charge, because=Hold.Because.SAMPLE, reference="sample:1", at=AT)


def lift(hold: Hold, **other) -> Hold:
    return lift_hold(hold=hold, **{"by": "staff:8", "reason": "The data are right.", "at": LATER} | other)


def test_someone_else_lifts_it(hold):
    lifted = lift(hold)
    assert (lifted.lifted_by, lifted.lifted_at, lifted.reason) == ("staff:8", LATER, "The data are right.")
    assert not Hold.objects.open().exists()
    event = Event.objects.of_kind("hold.lifted").get()
    assert (event.actor, event.subject) == ("staff:8", f"hold:{hold.pk}")
    assert event.detail == {"because": "sample", "reference": "sample:1"}


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"by": OPERATOR}, "was placed by staff:1. Someone else looks"),
        ({"by": "worker"}, "a member of staff who is signed in; worker is none"),
        ({"reason": " "}, "Give a reason"),
    ],
)
def test_nobody_lifts_it_otherwise(hold, other, words):
    with pytest.raises(Refused, match=words):
        lift(hold, **other)
    assert Hold.objects.open().get() == hold


def test_it_is_lifted_once(hold):
    lift(hold)
    with pytest.raises(Refused, match="was lifted before, by staff:8"):
        lift(hold, by="staff:6")


def test_whoever_granted_a_reversal_does_not_lift_its_hold():
    [clearance] = cleared("11-CR-7730")
    granted(clearance)
    with pytest.raises(Refused, match=f"was placed by {DECIDER}"):
        lift(Hold.objects.get(), by=DECIDER)
