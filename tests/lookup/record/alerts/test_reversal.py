"""A person is told before a clearance is undone."""

from datetime import timedelta

import pytest
from django.core import mail

from clearance.runs.ledger.actions import ask_reversal, grant_reversal
from clearance.runs.models import Clearance, Hold, Reversal
from clearance.runs.refusals import Refused
from lookup.record.alerts import choices
from lookup.record.alerts.tasks import alert
from tests.lookup import people
from tests.lookup.clearing import clear, franklin_agencies
from tests.lookup.people import NOW

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def request_(settings, tmp_path, link):
    settings.DATA_DIR = tmp_path
    franklin_agencies()
    clear("P1-C2-2")
    alert(NOW)
    mail.outbox.clear()
    asked = {"ground": "error", "legal_basis": "F.S. 12-34(15)", "note": ""}
    return ask_reversal(by="staff:4", clearance=Clearance.objects.get(), at=NOW, **asked)


def grant(request, at=NOW + MINUTE):
    return grant_reversal(by="staff:5", request=request, signed_in_at=at, on=people.TODAY, at=at)


def test_the_message_goes_out_first_and_then_it_may_be_granted(request_):
    with pytest.raises(Refused, match="is told first"):
        grant(request_)
    assert not Reversal.objects.exists()
    assert not Hold.objects.exists()
    alert(NOW + MINUTE)
    assert len(mail.outbox) == 1
    assert grant(request_, NOW + 2 * MINUTE)


def test_a_message_that_cannot_be_sent_holds_it_up_for_a_day(request_, settings):
    settings.EMAIL_BACKEND = "tests.lookup.record.alerts.test_actions.Broken"
    alert(NOW + MINUTE)
    with pytest.raises(Refused, match="is told first"):
        grant(request_, NOW + DAY - MINUTE)
    assert grant(request_, NOW + DAY)


def test_whoever_wants_no_messages_holds_up_nothing(request_, link):
    choices.choose_email(account=link.account, wanted=False, by="account:1")
    assert grant(request_)


def test_without_an_account_nobody_is_waited_for(request_, link):
    link.account.delete()
    assert grant(request_)
