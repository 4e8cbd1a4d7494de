"""`worker`: does what is asked for in the background, and says how that stands."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clearance.work import stopping
from clearance.work.in_text import in_text
from clearance.work.waiting import standing
from clearance.work.worker import EVERY, work_once, work_until_stopped


class Command(BaseCommand):
    """Takes up first whatever a worker before it left behind, then each task as it comes. Every minute it looks by
    itself for what is left to do.

    Can be stopped at any moment: what it was at is taken up again by the next. Asked to (Ctrl+C, SIGTERM) it ends after
    the chunk in hand; asked twice, at once. Several share the work.
    """

    help = "Do what is asked for in the background, until stopped."

    def add_arguments(self, parser):
        lanes = list(settings.LANES)
        parser.add_argument("--once", action="store_true", help="do what there is to do now, then end")
        parser.add_argument(
            "--status", action="store_true", help="work on nothing: print what is stuck; exit status 1 if anything is"
        )
        parser.add_argument(
            "--lane", choices=lanes, action="append", dest="lanes", help="only this lane; give it again for another"
        )
        parser.add_argument(
            "--every",
            type=float,
            default=EVERY.total_seconds(),
            metavar="SECONDS",
            help="how often to look for what nobody asked for (default: %(default)g)",
        )

    def handle(self, *, once, status, lanes, every, **options):
        if status:
            self._tell()
            return
        lanes = lanes or list(settings.LANES)
        with _stopped_by_signals():
            if once:
                work_once(lanes)
            else:
                self.stdout.write(f"Working ({', '.join(lanes)}). Ctrl+C stops it after the chunk in hand.")
                self.stdout.flush()
                work_until_stopped(lanes, every=timedelta(seconds=every))

    def _tell(self):
        found = standing(timezone.now())
        self.stdout.write(in_text(found))
        if found.stuck:
            raise CommandError(f"{len(found.stuck)} stuck.")


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """The first signal asks to stop; the second ends the process as if nobody had asked."""

    def ask(number: int, frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        stopping.ask()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
