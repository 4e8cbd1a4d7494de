from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, transaction

from clearance.audit.models import Event
from clearance.installation_key import installation_key
from clearance.notices.models import Line, Notice, ToldBatch
from clearance.notices.outbox.sealing import LONGEST_OPEN, NotWhole, seal, seal_due
from clearance.notices.tasks import carry_on_notices
from clearance.runs.models import Clearance, Run
from clearance.signing import is_signed_by, public_key
from tests.notices.told import AT, agency, charges, clear, finish, policy, run_of, sealed

pytestmark = pytest.mark.django_db
GREENE = ("court", "Greene District Court")


@pytest.mark.parametrize("rest", [{"paused_at": AT}, {"stopped_at": AT, "stopped_by": "staff:1"}, "applied", "waits"])
def test_a_notice_is_sealed_once_its_run_rests_or_it_was_open_for_long(tmp_path, rest):
    agency("bureau", "repository")
    of = charges(1)
    run = run_of(policy(tmp_path), of)
    clear(run, of)
    at = AT + timedelta(minutes=1)
    assert seal_due(by="worker", at=at) == 0
    if rest == "waits":
        at = AT + LONGEST_OPEN
    elif rest == "applied":
        finish(run)
    else:
        Run.objects.filter(pk=run.pk).update(**rest)
    assert seal_due(by="worker", at=at) == 1
    assert Notice.objects.get().sealed_at == at
    assert seal_due(by="worker", at=at) == 0


def test_a_notice_that_is_full_is_sealed_while_its_run_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(Notice, "MOST_LINES", 2)
    agency("bureau", "repository")
    of = charges(3)
    clear(run_of(policy(tmp_path), of), of)
    assert seal_due(by="worker", at=AT) == 1
    assert Notice.objects.sealed().get().part == 1


def test_what_comes_after_a_notice_was_sealed_goes_into_the_next_part(tmp_path):
    agency("bureau", "repository")
    of = charges(3)
    run = run_of(policy(tmp_path), of)
    clear(run, of[:1])
    seal(by="worker", notice=Notice.objects.get(), at=AT)
    clear(run, of[1:], batch=2)
    assert [(notice.part, notice.lines) for notice in Notice.objects.order_by("part")] == [(1, 1), (2, 2)]


def test_a_sealed_notice_is_numbered_hashed_and_signed_with_the_day_it_is_due(tmp_path):
    court = agency("greene-court", "court", GREENE)
    [notice] = sealed(court, folder=tmp_path)
    manifest = notice.manifest
    assert is_signed_by(public_key(installation_key()), manifest.encode(), notice.signature)
    assert notice.manifest_sha256 == sha256(manifest.encode()).hexdigest()
    assert (notice.number, notice.lines, notice.due_on) == (1, 3, date(2026, 4, 2))
    event = Event.objects.of_kind("notice.sealed").get()
    assert event.subject == notice.reference
    assert event.detail == {"agency": "greene-court", "number": 1, "lines": 3, "sha256": notice.manifest_sha256}


def test_it_is_due_by_the_calendar_of_the_state(tmp_path):
    """Sealed at half past three in the morning of the first of March, Greenwich: in the state it is still February."""
    agency("greene-court", "court", GREENE)
    of = charges(1)
    clear(run_of(policy(tmp_path), of), of)
    seal(by="worker", notice=Notice.objects.get(), at=AT.replace(month=3, day=2, hour=3) + timedelta(days=365))
    assert Notice.objects.get().due_on == date(2027, 4, 1)


def test_where_the_law_sets_no_time_nothing_is_due(tmp_path):
    [notice] = sealed(agency("police", "police"), folder=tmp_path)
    assert notice.due_on is None
    assert not Notice.objects.overdue(date(9999, 1, 1)).exists()
    assert list(Notice.objects.unacknowledged()) == [notice]


def test_notices_of_an_agency_are_numbered_without_a_gap(tmp_path, monkeypatch):
    monkeypatch.setattr(Notice, "MOST_LINES", 2)
    bureau, court = agency("bureau", "repository"), agency("greene-court", "court", GREENE)
    of = charges(5)
    run = run_of(policy(tmp_path), of)
    clear(run, of)
    finish(run)
    assert seal_due(by="worker", at=AT) == 6
    for one in (bureau, court):
        assert [notice.number for notice in Notice.objects.filter(agency=one).in_order()] == [1, 2, 3]


def test_a_notice_whose_lines_are_not_as_many_as_it_counts_is_not_sealed(tmp_path):
    agency("bureau", "repository")
    of = charges(2)
    clear(run_of(policy(tmp_path), of), of)
    Notice.objects.update(lines=3)
    with pytest.raises(NotWhole, match="counts 3 lines and has 2"):
        seal(by="worker", notice=Notice.objects.get(), at=AT)
    assert not Notice.objects.sealed().exists()


def test_one_that_cannot_be_sealed_keeps_no_other_waiting(tmp_path):
    agency("bureau", "repository", delivery="folder")
    agency("greene-court", "court", GREENE, delivery="folder")
    of = charges(2)
    run = run_of(policy(tmp_path), of)
    clear(run, of)
    finish(run)
    Notice.objects.filter(agency__code="bureau").update(lines=3)
    with pytest.raises(NotWhole):
        carry_on_notices.call()
    assert Notice.objects.sealed().get().agency.code == "greene-court"
    assert Notice.objects.sealed().get().delivered_at


#: What someone with access to the database might try: a change of every row of a model, and of what is refused.
CHANGES = [
    (Notice, {"lines": 2}),
    (Notice, {"number": 7}),
    (Notice, {"manifest": "{}"}),
    (Notice, {"signature": "x"}),
    (Notice, {"sha256_jsonl": "0" * 64}),
    (Notice, {"due_on": date(2030, 1, 1)}),
    (Notice, {"due_on": None}),
    (Notice, {"sealed_at": AT + timedelta(days=1)}),
    (Notice, {"data": ["court"]}),
    (Notice, {"origin": "run:99"}),
    (Notice, {"done": 4}),
    (Notice, {"acknowledged_at": AT}),
    (Line, {"payload": {}}),
    (Line, {"number": 9}),
    (Line, {"outcome": "nonsense", "outcome_at": AT}),
    (Line, {"outcome": "refused", "outcome_at": AT}),
    (Line, {"outcome": "done"}),
    (ToldBatch, {"batch": 9}),
]


@pytest.mark.parametrize(("model", "change"), CHANGES)
def test_the_database_refuses_to_change_what_was_sealed(tmp_path, model, change):
    sealed(agency("bureau", "repository"), folder=tmp_path)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**change)


@pytest.mark.parametrize("model", [Notice, Line, ToldBatch])
def test_the_database_refuses_to_delete_what_was_told(tmp_path, model):
    sealed(agency("bureau", "repository"), folder=tmp_path, count=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all()._raw_delete(using="default")


def test_the_database_refuses_a_line_in_a_notice_that_is_sealed_or_not_there(tmp_path):
    [notice] = sealed(agency("bureau", "repository"), folder=tmp_path)
    told = {"number": 4, "clearance": Clearance.objects.first(), "payload": {}}
    for where in (notice.pk, "6f1c1f8e-0000-4000-8000-000000000000"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Line.objects.create(notice_id=where, **told)
