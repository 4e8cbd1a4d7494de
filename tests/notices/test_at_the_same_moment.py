"""What several processes do to the same notices at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from clearance.audit.models import Event
from clearance.notices.acknowledgements.actions import take_in
from clearance.notices.delivery.outgoing import deliver_due
from clearance.notices.models import Acknowledgement, Line, Notice
from clearance.notices.outbox.sealing import LONGEST_OPEN, seal_due
from tests.notices.told import AT, agency, answer, charges, clear, finish, key_of, policy, run_of, sealed

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 6


def at_once(do: Callable[[], object]) -> list:
    """What each of several workers gets that begin at the same moment."""
    start = Barrier(WORKERS)

    def work(_) -> object:
        start.wait()
        try:
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as workers:
        return list(workers.map(work, range(WORKERS)))


def test_an_acknowledgement_that_comes_several_times_is_taken_in_once(tmp_path):
    bureau = agency("bureau", "repository")
    key = key_of(bureau)
    [notice] = sealed(bureau, folder=tmp_path)
    body = answer(notice, key)
    kept = at_once(lambda: take_in(by="worker", agency=bureau, body=body, at=AT))
    assert kept == [Acknowledgement.objects.get()] * WORKERS
    notice.refresh_from_db()
    assert (notice.done, notice.waiting) == (3, 0)
    assert Event.objects.of_kind("acknowledgement.taken").count() == 1


def test_notices_are_sealed_once_and_numbered_without_a_gap(tmp_path, monkeypatch):
    monkeypatch.setattr(Notice, "MOST_LINES", 2)
    agency("bureau", "repository")
    agency("police", "police")
    of = charges(7)
    run = run_of(policy(tmp_path), of)
    clear(run, of)
    finish(run)
    assert sum(at_once(lambda: seal_due(by="worker", at=AT))) == 8
    for code in ("bureau", "police"):
        assert [one.number for one in Notice.objects.filter(agency__code=code).in_order()] == [1, 2, 3, 4]


def test_a_notice_that_is_sealed_while_batches_come_loses_none_of_their_lines(tmp_path):
    agency("bureau", "repository")
    of = charges(30)
    run = run_of(policy(tmp_path), of)
    places = iter(range(WORKERS))

    def clear_or_seal() -> None:
        """One worker applies the run, batch by batch; the others seal whatever there is."""
        if next(places) == 0:
            for batch, first in enumerate(range(0, 30, 3), 1):
                clear(run, of[first : first + 3], batch=batch)
        else:
            for _ in range(10):
                seal_due(by="worker", at=AT + LONGEST_OPEN)

    at_once(clear_or_seal)
    seal_due(by="worker", at=AT + LONGEST_OPEN)
    told = [line.clearance.charge_id for line in Line.objects.select_related("clearance")]
    assert sorted(told) == sorted(one.pk for one in of)
    assert sum(notice.lines for notice in Notice.objects.sealed()) == 30


def test_a_notice_is_put_into_its_folder_by_one_of_them(tmp_path):
    [notice] = sealed(agency("bureau", "repository", delivery="folder"), folder=tmp_path)
    assert sum(at_once(lambda: deliver_due(by="worker", at=AT))) == 1
    notice.refresh_from_db()
    assert (notice.tries, bool(notice.delivered_at)) == (1, True)
    assert len(list((tmp_path / "notices" / "bureau" / "outgoing").iterdir())) == 3
