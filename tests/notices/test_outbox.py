import pytest

from clearance.notices.models import Line, Notice
from clearance.notices.outbox.sealing import seal_due
from tests.notices.told import AT, agency, charges, clear, finish, policy, run_of, undo

pytestmark = pytest.mark.django_db


def test_clearances_are_told_to_the_agencies_of_their_place_and_a_reversal_restores_them(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    agency("bureau", "repository")
    agency("greene-court", "court", ("court", "Greene District Court"))
    agency("oak-court", "court", ("court", "Oak District Court"))
    of = charges(3)
    run = run_of(policy(tmp_path), of)
    made = clear(run, of)
    assert Line.objects.count() == 6
    finish(run)
    assert seal_due(by="worker", at=AT) == 2
    undo(made[0])
    assert Notice.objects.filter(kind="restore").count() == 2
