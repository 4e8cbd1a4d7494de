"""Answers to notices: taken in, refused, and where everything stands afterwards."""

from datetime import timedelta

import pytest

from clearance.audit.models import Event
from clearance.notices.acknowledgements.actions import AcknowledgementRefused, take_in
from clearance.notices.models import Acknowledgement, Line, Notice, WorkItem
from tests.notices.told import AT

LATER = AT + timedelta(days=2)
THEIRS = {"case_number": "11-CR-9", "sequence": 2}


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
