"""How the work stands, for a terminal."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.timesince import timesince

from clearance.work.waiting import Standing, Waiting


def in_text(found: Standing) -> str:
    """The workers, what is stuck with what to do, and what waits within the normal time."""
    return "\n".join(_lines(found))


def _lines(found: Standing) -> Iterator[str]:
    yield f"{len(found.workers)} lanes are worked on."
    for worker in found.workers:
        doing = f"{worker.at_what}, for {_long(worker.since, found.at)}" if worker.doing else "waits for work"
        yield f"  {worker}: {doing}"
    yield f"\n{len(found.stuck)} stuck."
    for one in found.stuck:
        yield f"  {_line(one, found.at)}\n    {one.to_do}"
    yield f"\n{len(found.in_time)} waiting, no longer than is normal."
    for one in found.in_time:
        yield f"  {_line(one, found.at)}"


def _line(one: Waiting, at: datetime) -> str:
    return f"{one.what} For {_long(one.since, at)}."


def _long(since: datetime, at: datetime) -> str:
    return timesince(since, at).replace("\xa0", " ")
