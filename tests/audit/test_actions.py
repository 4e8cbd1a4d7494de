from datetime import timedelta

import pytest
from django.db import DatabaseError, DataError, transaction
from django.utils import timezone

from clearance.audit import actions
from clearance.audit.models import Event, Head
from tests.emptying import no_triggers


def record():
    return actions.record(by="staff:7", action="code.issued", subject="person:1042", purpose="asked at the counter")


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_whom_why_and_when():
    record()
    event = Event.objects.get()
    assert str(event) == "staff:7 code.issued person:1042"
    assert event.purpose == "asked at the counter"
    assert event.detail == {}
    assert abs(timezone.now() - event.at) < timedelta(minutes=1)


@pytest.mark.django_db
def test_what_comes_back_is_what_is_kept():
    event = record()
    kept = Event.objects.get()
    assert (event.id, event.at, event.actor, event.detail) == (kept.id, kept.at, kept.actor, kept.detail)


@pytest.mark.django_db
@pytest.mark.parametrize("detail", [{"rate": float("nan")}, {"who": object()}])
def test_what_json_cannot_say_is_not_written(detail):
    with pytest.raises((TypeError, ValueError, DataError)), transaction.atomic():
        actions.record(by="staff:7", action="code.issued", subject="person:1042", detail=detail)
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_without_its_head_the_log_takes_no_event():
    with no_triggers():
        Head.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        record()


@pytest.mark.django_db
def test_events_are_found_by_whom_they_are_about_and_what_was_done():
    record()
    assert Event.objects.about("person:1042").of_kind("code.issued").count() == 1
    assert not Event.objects.about("person:104").exists()
    assert not Event.objects.of_kind("code").exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_needs_the_transaction_of_what_it_tells_of():
    with pytest.raises(transaction.TransactionManagementError, match=r"code\.issued must share a transaction"):
        record()
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_goes_when_its_act_fails():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record()
        _ = 1 / 0
    assert not Event.objects.exists()
