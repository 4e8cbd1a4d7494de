"""The queue of sweeps: each goes in once a period, and nothing that a killed worker held stands in its way.

Nothing here is an act that the event log must tell of: a task only says that a sweep should look for work.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from traceback import format_tb

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from clearance.database import Busy, only_one
from clearance.work.models import Worker

READY, RUNNING, FAILED = TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.FAILED
#: So long a sweep that was done, and one that failed, can be looked at.
DONE_KEPT, FAILED_KEPT = timedelta(hours=1), timedelta(days=14)


class CutShort(Exception):
    """The worker ended, or lost the database, before the sweep was done."""


def path_of(error: type[BaseException]) -> str:
    """How the queue names a kind of error."""
    return f"{error.__module__}.{error.__qualname__}"


def queue_all(lanes: Collection[str]) -> None:
    """Queue every sweep of these lanes that is not queued yet: whoever was at it may have been killed just now."""
    with only_one("sweeps", wait=True):
        _enqueue(lanes, but=Q(status=READY))


def queue_due(lanes: Collection[str], *, at: datetime, every: timedelta) -> None:
    """Queue every sweep of these lanes that is neither queued nor under way, and last was queued so long ago."""
    recently = Q(status__in=(READY, RUNNING)) | Q(enqueued_at__gt=at - every)
    if not _sweeps(lanes, recently):
        return
    try:
        with only_one("sweeps"):
            _enqueue(lanes, but=recently)
    except Busy:
        """Another worker queues them at this moment."""


@transaction.atomic
def _enqueue(lanes: Collection[str], but: Q) -> None:
    for sweep in _sweeps(lanes, but):
        sweep.enqueue()


def _sweeps(lanes: Collection[str], but: Q) -> list:
    """The sweeps of these lanes, but for those of which there are such tasks."""
    there = set(DBTaskResult.objects.filter(but).values_list("task_path", flat=True))
    sweeps = [import_string(path) for path in settings.SWEEPS if path not in there]
    return [sweep for sweep in sweeps if sweep.queue_name in lanes]


def take(lane: str, worker: str) -> DBTaskResult | None:
    """The first task of the lane, for this worker and no other. Others that ask for the same sweep go: it does all."""
    ready = DBTaskResult.objects.ready().filter(queue_name=lane)
    # Without a lock at first: who waits for work must not keep others from writing.
    if not ready.exists():
        return None
    with transaction.atomic():
        if task := ready.get_locked():
            task.claim(worker)
    if task:
        # Not under the lock: two workers that hold a task each would wait for each other.
        DBTaskResult.objects.filter(status=READY, task_path=task.task_path).delete()
    return task


def put_back(task: DBTaskResult, *, after: datetime) -> None:
    """Nobody is at the task any more; it is due again from then on."""
    DBTaskResult.objects.filter(pk=task.pk).update(status=READY, started_at=None, run_after=after)


def fail(task: DBTaskResult, error: Exception, at: datetime) -> None:
    """Keep the kind of the error and where it was raised, and not its text: that may tell of someone's record."""
    _end(
        DBTaskResult.objects.filter(pk=task.pk),
        at,
        exception_class_path=path_of(type(error)),
        traceback="".join(format_tb(error.__traceback__)),
    )


def give_up(worker: str, at: datetime) -> None:
    """What this worker left under way was cut short."""
    _cut_short({task.pk for task in DBTaskResult.objects.running() if task.worker_ids[-1] == worker}, at)


def bury(at: datetime) -> None:
    """Forget the workers that are dead; what they left under way was cut short."""
    running = list(DBTaskResult.objects.running())
    # Read last: who takes a task has given a sign of life before.
    alive = set(Worker.objects.alive(at).values_list("reference", flat=True))
    _cut_short({task.pk for task in running if task.worker_ids[-1] not in alive}, at)
    if (silent := Worker.objects.silent(at)).exists():
        silent.delete()


def forget(at: datetime) -> None:
    """Remove tasks that ended long ago. The last that went well stays: it says that failures before it are mended."""
    same, later = Q(task_path=OuterRef("task_path")), Q(finished_at__gt=OuterRef("finished_at"))
    newer = DBTaskResult.objects.successful().filter(same, later)
    ended = DBTaskResult.objects.successful().filter(Exists(newer), finished_at__lt=at - DONE_KEPT)
    ended |= DBTaskResult.objects.failed().filter(finished_at__lt=at - FAILED_KEPT)
    if ended.exists():
        ended.delete()


def _cut_short(tasks: Collection, at: datetime) -> None:
    if tasks:
        left = DBTaskResult.objects.running().filter(pk__in=tasks)
        _end(left, at, exception_class_path=path_of(CutShort))


def _end(tasks, at: datetime, **how: str) -> None:
    tasks.update(status=FAILED, finished_at=at, **how)
