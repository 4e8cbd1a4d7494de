"""kill -9 at the worst moments: nothing of the import is kept, and the next one is whole."""

import pytest

from clearance.audit.models import Event
from clearance.records.models import Case, Charge, Import, Person
from tests.records.extracts import CHARGES, changed, extract, source, take_in
from tests.records.other_processes import run_until_killed, staging_tables

pytestmark = pytest.mark.django_db(transaction=True)

MOMENTS = {
    "while it stages": "kill_at(Staging, 'check', 1)",
    "before it merges charges": "kill_at(actions, 'merge', 3)",
    "before it commits": "kill_at(actions.audit, 'record', 1)",
}
IMPORT = """
from pathlib import Path
from clearance.records import actions
from clearance.records.models import Source
from clearance.records.staging import Staging
from tests.records.extracts import AT
{kill}
actions.import_records(by="staff:1", source=Source.objects.get(), path=Path({path!r}), at=AT)
"""


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_import_leaves_no_record_and_the_next_is_whole(tmp_path, settings, moment):
    settings.DATA_DIR = tmp_path
    folder = extract(tmp_path / "sent")
    source()
    run_until_killed(IMPORT.format(kill=MOMENTS[moment], path=str(folder)))
    assert not any(model.objects.exists() for model in (Person, Case, Charge, Import))
    assert not Event.objects.filter(action__startswith="import").exists()
    assert take_in(folder).total("added") == 6
    assert not staging_tables()


def test_a_killed_correction_leaves_what_was_there(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    take_in(extract(tmp_path / "sent"))
    before = list(Charge.objects.order_by("pk").values())
    folder = extract(tmp_path / "sent", charges=changed(CHARGES, "X1", disposition="convicted"))
    run_until_killed(IMPORT.format(kill=MOMENTS["before it commits"], path=str(folder)))
    assert list(Charge.objects.order_by("pk").values()) == before
    assert take_in(folder).total("changed") == 1
