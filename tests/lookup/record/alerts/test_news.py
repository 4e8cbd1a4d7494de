"""What is new is found from what happened, each piece once, and only what happened since the account was linked."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from clearance.notices.models import WorkItem
from clearance.notices.work_items import actions as work_items
from clearance.records.models import Charge
from clearance.runs.actions import determine
from clearance.runs.ledger.actions import ask_reversal, refuse_reversal
from clearance.runs.ledger.holds import place_hold
from clearance.runs.models import Clearance, Determination, Policy
from lookup.identity import links
from lookup.identity.access import Access
from lookup.identity.models import Link
from lookup.record.alerts.actions import write_down_news
from lookup.record.alerts.models import Alert
from lookup.record.concerns import actions as concerns
from tests.lookup import people
from tests.lookup.clearing import clear, franklin_agencies
from tests.lookup.people import NOW
from tests.lookup.visiting import linked
from tests.notices.deadlines.sent import answer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def kinds(at=NOW) -> list[str]:
    """Of what was found now for the first time."""
    before = set(Alert.objects.values_list("pk", flat=True))
    write_down_news(at=at)
    return sorted(Alert.objects.exclude(pk__in=before).values_list("kind", flat=True))


def determined() -> None:
    """What the law says of each charge, kept as an import would."""
    determine(by="worker", policy=Policy.objects.get(), at=NOW)


@pytest.fixture
def told_of_link(link):
    assert kinds() == ["linked"]
    return link


@pytest.fixture
def agencies(settings, tmp_path, law) -> None:
    settings.DATA_DIR = tmp_path
    franklin_agencies()


def test_a_link_that_was_made_is_news_once(link):
    assert kinds() == ["linked"]
    assert kinds() == []
    assert Alert.objects.get().about == f"link:{link.pk}"


def test_a_link_that_was_frozen_is_news_each_time(told_of_link):
    for hours in (1, 2):
        at = NOW + hours * HOUR
        links.freeze(link=told_of_link, because="second_claim", by="worker", at=at)
        assert kinds(at) == ["frozen"]
        assert kinds(at) == []
        links.thaw(link=told_of_link, by="staff:3", at=at)
        assert kinds(at) == []


def test_that_a_link_ends_in_thirty_days_is_news_once(told_of_link):
    month = timedelta(days=30)
    soon = told_of_link.expires_at - month
    assert kinds(soon - HOUR) == []
    assert kinds(soon + HOUR) == ["ending"]
    assert kinds(soon + 2 * HOUR) == []
    told = Alert.objects.get(kind="ending")
    assert (told.account, told.about, told.at) == (told_of_link.account, f"link:{told_of_link.pk}", soon)


def test_nobody_is_told_that_a_link_ends_that_opens_nothing(told_of_link):
    links.freeze(link=told_of_link, because="second_claim", by="worker", at=NOW)
    assert kinds(told_of_link.expires_at - HOUR) == ["frozen"]


def test_a_clearance_is_news_and_later_that_all_have_confirmed_it(agencies, told_of_link):
    notices = clear("P1-C2-2")
    assert kinds() == ["cleared"]
    answer(notices["bureau"], people.TODAY.isoformat(), done=1)
    assert kinds(NOW + HOUR) == []
    answer(notices["superior-court"], people.TODAY.isoformat(), done=1)
    assert kinds(NOW + 2 * HOUR) == ["confirmed"]
    assert kinds(NOW + 3 * HOUR) == []
    assert Alert.objects.get(kind="confirmed").about == str(Clearance.objects.get())


def test_that_all_have_confirmed_is_news_too_when_someone_looked_into_an_answer(agencies, told_of_link):
    notices = clear("P1-C2-2")
    answer(notices["bureau"], people.TODAY.isoformat(), not_found=1)
    answer(notices["superior-court"], people.TODAY.isoformat(), done=1)
    assert kinds() == ["cleared"]
    work_items.accept(by="staff:3", item=WorkItem.objects.get(), reason="It has none.", at=NOW + 3 * HOUR)
    assert kinds(NOW + 3 * HOUR) == ["confirmed"]


def test_what_happened_before_the_link_is_no_news(agencies, law):
    someone = people.someone_with_everything()
    answer(clear("P1-C2-2")["bureau"], people.TODAY.isoformat(), done=1)
    linked(someone)
    assert kinds() == ["linked"]


@pytest.mark.django_db(transaction=True)
def test_a_charge_is_news_on_the_day_from_which_it_can_be_cleared(told_of_link):
    """Two can be cleared from before the link was made, one from 3 May 2027."""
    determined()
    assert Determination.objects.filter(eligible_on=date(2027, 5, 3)).exists()
    day_before, day = (timezone.datetime(2027, 5, on, 16, tzinfo=NOW.tzinfo) for on in (2, 3))
    Link.objects.update(expires_at=day + timedelta(days=40))
    assert kinds(day_before) == []
    assert kinds(day) == ["eligible"]
    assert kinds(day) == []


@pytest.mark.django_db(transaction=True)
def test_a_charge_that_is_held_or_cleared_is_no_news_by_what_the_law_says(agencies, told_of_link):
    determined()
    assert Determination.objects.update(eligible_on=people.TODAY, possible_on=people.TODAY) == 5
    clear("P1-C2-2")
    place_hold(by="staff:3", charge=Charge.objects.get(charge_id="P1-C2-1"), because="sample", reference="it", at=NOW)
    assert kinds() == ["cleared", "eligible", "eligible", "eligible"]
    of_charges = Charge.objects.filter(charge_id__in=("P1-C2-1", "P1-C2-2"))
    assert not Alert.objects.filter(about__in=[f"charge:{charge.pk}" for charge in of_charges]).exists()


def test_a_reversal_is_news_as_soon_as_someone_asks_for_it(agencies, told_of_link):
    clear("P1-C2-2")
    kinds()
    asked = {"ground": "error", "legal_basis": "F.S. 12-34(15)", "note": ""}
    request = ask_reversal(by="staff:4", clearance=Clearance.objects.get(), at=NOW, **asked)
    assert kinds() == ["reversal"]
    refuse_reversal(by="staff:5", request=request, at=NOW)
    ask_reversal(by="staff:4", clearance=Clearance.objects.get(), at=NOW + HOUR, **asked)
    assert kinds(NOW + HOUR) == ["reversal"]


def test_an_answer_is_news_and_so_is_the_next(told_of_link):
    access = Access(told_of_link)
    concern = concerns.say(access=access, kind="fact", charge=None, text="My name", by=access.actor, at=NOW)
    given = {"by": "staff:3", "concern": concern, "at": NOW}
    assert kinds() == []
    concerns.answer(outcome="court", english="A court can.", spanish="", **given)
    assert kinds() == ["answered"]
    concerns.reopen(**given)
    concerns.answer(outcome="no_error", english="No error.", spanish="", **given)
    assert kinds() == ["answered"]


def test_nothing_is_news_for_whoever_has_no_access_any_more(agencies, told_of_link):
    links.end(link=told_of_link, because="expired", by="worker", at=NOW)
    clear("P1-C2-2")
    assert kinds() == []


def test_one_hears_nothing_of_another(agencies, told_of_link):
    linked(people.someone_who_waits(), "other")
    kinds()
    clear("P1-C2-2")
    write_down_news(at=NOW)
    assert Alert.objects.get(kind="cleared").account == told_of_link.account
