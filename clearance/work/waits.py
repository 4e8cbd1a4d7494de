"""What may be stuck of the work itself: lanes that nobody works on, sweeps that hang, fail, or wait in the queue."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from clearance.work.models import Worker, in_words
from clearance.work.waiting import Waiting

#: A sweep that fails is tried again each minute; what goes wrong once, such as a database that restarts, mends itself.
FAILS = timedelta(minutes=5)
START = "Start a worker: systemctl start clearance-worker, or manage.py worker. It finds by itself what is left to do."
NOW = timedelta(0)


def waiting(at: datetime) -> Iterator[Waiting]:
    yield from _dead(at)
    yield from _without_worker(at)
    yield from _at_one_thing(at)
    yield from _queued()
    yield from _failing()


def _dead(at: datetime) -> Iterator[Waiting]:
    for worker in Worker.objects.silent(at):
        doing = f" It was at: {worker.at_what}." if worker.doing else ""
        yield Waiting(f"Worker {worker} gives no sign of life.{doing}", worker.beat_at, NOW, START)


def _without_worker(at: datetime) -> Iterator[Waiting]:
    there = set(Worker.objects.alive(at).values_list("lane", flat=True))
    for lane in settings.LANES:
        if lane not in there:
            last = DBTaskResult.objects.filter(queue_name=lane).order_by("-started_at").exclude(started_at=None).first()
            since = last.started_at if last else at
            yield Waiting(f"Nobody works on the lane “{lane}”.", since, NOW, START)


def _at_one_thing(at: datetime) -> Iterator[Waiting]:
    """Those that have been for longer than a sweep of their lane takes. The others stand among the workers."""
    for worker in Worker.objects.alive(at).filter(lane__in=settings.LANES).exclude(since=None):
        found = Waiting(
            f"Worker {worker} is still at: {worker.at_what}.",
            worker.since,
            settings.LANES[worker.lane],
            "See on the pages of what it works on whether it gets on. If not, restart the worker: nothing is lost.",
        )
        if found.is_stuck(at):
            yield found


def _queued() -> Iterator[Waiting]:
    ready = DBTaskResult.objects.ready().filter(queue_name__in=settings.LANES).order_by()
    for one in ready.values("task_path", "queue_name").annotate(since=Min("enqueued_at")):
        yield Waiting(
            f"Queued: {in_words(one['task_path'])}.",
            one["since"],
            settings.LANES[one["queue_name"]],
            f"The lane “{one['queue_name']}” is busy with something else. Start a second worker.",
        )


def _failing() -> Iterator[Waiting]:
    """Sweeps that have failed since they last went well."""
    for path in settings.SWEEPS:
        ended = DBTaskResult.objects.finished().filter(task_path=path).order_by("-finished_at")
        well = ended.successful().first()
        failed = ended.failed().filter(finished_at__gt=well.finished_at) if well else ended.failed()
        if last := failed.first():
            yield Waiting(
                f"Fails: {in_words(path)} ({last.exception_class_path.rpartition('.')[2]}).",
                failed.last().finished_at,
                FAILS,
                "It is tried again each minute. Show those who look after this site where it failed.",
                reverse("admin:django_tasks_database_dbtaskresult_change", args=[last.pk]),
            )
