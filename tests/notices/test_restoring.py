from datetime import timedelta

import pytest

from clearance.audit.models import Event
from clearance.notices.models import Line, Notice
from clearance.notices.outbox.sealing import seal_due
from tests.notices.told import AT, agency, charges, clear, finish, policy, run_of, undo

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)


@pytest.fixture
def cleared(tmp_path):
    """Three clearances that a bureau and a court were told of, and a court elsewhere was not."""
    agency("bureau", "repository")
    agency("greene-court", "court", ("court", "Greene District Court"))
    agency("oak-court", "court", ("court", "Oak District Court"))
    of = charges(3)
    run = run_of(policy(tmp_path), of)
    made = clear(run, of)
    finish(run)
    return made


def test_whoever_was_told_is_told_that_it_is_undone_with_the_notice_and_line(cleared):
    seal_due(by="worker", at=AT)
    reversal = undo(cleared[1], at=LATER)
    restoring = Notice.objects.filter(kind="restore").order_by("agency__code")
    assert [notice.agency.code for notice in restoring] == ["bureau", "greene-court"]
    for notice in restoring:
        line, told = (
            notice.all_lines.get(),
            Line.objects.get(notice__agency=notice.agency, notice__kind="clear", number=2),
        )
        assert (line.earlier_notice, line.earlier_line) == (told.notice, 2)
        assert (line.clearance, line.payload) == (told.clearance, told.payload)
        assert (notice.origin, notice.number, notice.sealed_at) == (str(reversal), 2, LATER)
    assert Event.objects.of_kind("notice.sealed").filter(actor="staff:5").count() == 2


def test_what_was_not_sealed_yet_leaves_before_what_undoes_it(cleared):
    undo(cleared[0], at=LATER)
    for one in ("bureau", "greene-court"):
        kinds = Notice.objects.filter(agency__code=one).in_order().values_list("kind", "number", "lines")
        assert list(kinds) == [("clear", 1, 3), ("restore", 2, 1)]


def test_an_agency_that_declares_fewer_data_points_by_then_is_sent_no_more(cleared):
    court = Notice.objects.get(agency__code="greene-court").agency
    court.data = ["name", "case_number", "statute"]
    court.save()
    undo(cleared[0], at=LATER)
    assert Line.objects.get(notice__agency=court, notice__kind="restore").payload == {"case_number": "11-CR-0001"}


def test_an_agency_that_is_closed_is_told_nothing(cleared):
    court = Notice.objects.get(agency__code="greene-court").agency
    court.closed_at = LATER
    court.save()
    undo(cleared[0], at=LATER)
    assert Notice.objects.get(kind="restore").agency.code == "bureau"


def test_a_charge_that_is_cleared_again_and_undone_again_is_restored_by_its_last_line(cleared):
    seal_due(by="worker", at=AT)
    undo(cleared[0], at=LATER)
    run = run_of(cleared[0].run.policy, [cleared[0].charge])
    [again] = clear(run, [cleared[0].charge], at=LATER)
    finish(run)
    undo(again, at=LATER)
    kinds = Notice.objects.filter(agency__code="bureau").in_order().values_list("kind", flat=True)
    assert list(kinds) == ["clear", "restore", "clear", "restore"]
    last = Line.objects.get(notice__agency__code="bureau", notice__number=4)
    assert last.earlier_notice.number == 3


def test_nothing_is_kept_of_a_reversal_that_does_not_happen(cleared, monkeypatch):
    def fail(**options):
        raise RuntimeError

    monkeypatch.setattr("clearance.notices.receivers.close_reversed", fail)
    with pytest.raises(RuntimeError):
        undo(cleared[0], at=LATER)
    assert not Notice.objects.filter(kind="restore").exists()
    assert not Notice.objects.sealed().exists()
