"""When the holder of a link last looked: it tells what is new to them."""

from datetime import timedelta

import pytest
from django.db import transaction

from lookup.identity import claims, links
from lookup.identity.models import Link
from tests.lookup.identity.claiming import account, claim_of
from tests.lookup.people import NOW, someone_who_waits

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def link() -> Link:
    claim = claim_of(account())
    with transaction.atomic():
        claims.settle(claim=claim, outcome="link", because="rule", person=someone_who_waits(), by="worker", at=NOW)
    return claim.link


def look(link: Link, after: timedelta):
    """As another request would: with the link as it is kept."""
    return links.look(link=Link.objects.get(pk=link.pk), at=NOW + after)


def test_the_first_sitting_has_none_before_it(link):
    assert [look(link, minutes * MINUTE) for minutes in (0, 1, 10, 20)] == [None] * 4


def test_a_sitting_that_goes_on_keeps_the_time_of_the_one_before(link):
    look(link, timedelta())
    look(link, 5 * MINUTE)
    before = NOW + 5 * MINUTE
    later = timedelta(days=3)
    assert [look(link, later + minutes * MINUTE) for minutes in (0, 0.5, 10, 20)] == [before] * 4


def test_the_next_sitting_begins_once_nothing_was_looked_at_for_as_long_as_a_session_lasts(link):
    look(link, timedelta())
    assert look(link, links.SITTING - MINUTE) is None
    assert look(link, 2 * links.SITTING) == NOW + links.SITTING - MINUTE


def test_turning_pages_does_not_write_at_each(link, django_assert_num_queries):
    look(link, timedelta())
    with django_assert_num_queries(1):
        look(link, MINUTE / 2)
