"""The sweeps of the house, done by a worker that is killed, and by none."""

from importlib import import_module

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from tests.records.extracts import extract, take_in
from tests.records.other_processes import run_until_killed
from tests.runs.drafts import ask, draft

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = """
from django.core.management import call_command
from clearance.runs.analysis import outcomes
{before}
call_command("worker", once=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def analysis(tmp_path, settings):
    """Asked for, of imported records."""
    settings.DATA_DIR = tmp_path
    take_in(extract(tmp_path / "sent"))
    return ask(draft())


def state(analysis):
    analysis.refresh_from_db()
    return analysis.state


def test_a_worker_does_what_there_is_though_the_nudge_was_lost(analysis):
    DBTaskResult.objects.all().delete()
    run_until_killed(WORKER.format(before=""))
    assert state(analysis) == "done"


def test_what_one_worker_was_at_when_it_was_killed_the_next_takes_up(analysis):
    run_until_killed(WORKER.format(before="kill_at(outcomes, 'count_done', 1)"))
    assert state(analysis) == "under way"
    run_until_killed(WORKER.format(before=""))
    assert state(analysis) == "done"
    assert analysis.tries == 2


def the_house():
    paths = [path for part in ("clearance", "lookup") for path in (settings.BASE_DIR / part).rglob("*.py")]
    for path in paths:
        if "migrations" not in path.parts and "@task" in path.read_text():
            yield import_module(".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts))


def test_every_task_is_a_sweep_of_a_lane_that_can_be_run_when_there_is_nothing_to_do():
    tasks = {one.module_path for module in the_house() for one in vars(module).values() if isinstance(one, Task)}
    assert tasks == set(settings.SWEEPS)
    for sweep in settings.SWEEPS:
        assert import_string(sweep).queue_name in settings.LANES
        import_string(sweep).call()


def test_everything_that_may_be_stuck_can_be_asked_when_nothing_waits():
    for waiting in settings.WAITING:
        assert isinstance(list(import_string(waiting)(timezone.now())), list)
