"""`orders`: court orders on the terminal, for a clerk of the court."""

from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clearance.runs.commands import check_out, day
from clearance.runs.orders import actions
from clearance.runs.orders.admin import FILES
from clearance.runs.orders.models import Order
from clearance.runs.refusals import Refused
from clearance.staff import add_username, reference, signed_in_as

PERMISSION = "runs.record_order"


class Command(BaseCommand):
    """The same actions as in the admin, with the same refusals. Whoever takes an order out, or records what the court
    did with it, gives their name and password, and acts for that court. What is recorded does not change.
    """

    help = "List court orders, take them out, record what the court did with them."

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("list", help="all orders of a run").add_argument("run", type=int)
        file = self._step(steps, "pdf", "write an order with its schedule into a folder")
        file.add_argument("--form", choices=tuple(FILES), default="pdf", help="jsonl and csv are the schedule as data")
        file.add_argument("--out", type=Path, default=Path(), metavar="FOLDER", help="this one unless given")
        sign = self._step(steps, "sign", "record that the court signed an order")
        sign.add_argument("--on", type=day, required=True, metavar="DATE", help="the day on which the judge signed")
        self._step(steps, "refuse", "record that the court refused an order").add_argument("--reason", required=True)

    def _step(self, steps, name: str, what: str) -> CommandParser:
        parser = steps.add_parser(name, help=what)
        parser.add_argument("run", type=int)
        parser.add_argument("number", type=int)
        add_username(parser)
        return parser

    def handle(self, *, step: str, run: int, **options) -> None:
        if step == "list":
            self._list(run)
            return
        now = timezone.now()
        by = reference(signed_in_as(options["username"], PERMISSION))
        order = Order.objects.select_related("run__policy", "agency").filter(run=run, number=options["number"]).first()
        if order is None:
            raise CommandError(f"Run {run} has no order {options['number']}. See `orders list {run}`.")
        try:
            self.stdout.write(getattr(self, f"_{step}")(by, order, now, **options))
        except Refused as refusal:
            raise CommandError(str(refusal)) from None

    def _list(self, run: int) -> None:
        for order in Order.objects.filter(run=run).select_related("agency"):
            state = f"{order.state}, applied" if order.applied_at else order.state
            self.stdout.write(f"{order.number:>6}  {order.lines:>5} charges  {state:<16} {order.agency}: {order.court}")

    def _pdf(self, by: str, order: Order, now: datetime, *, form: str, out: Path, **options) -> str:
        path = out / f"{order.file_name}.{form}"
        check_out(path)
        actions.hand_out(by=by, order=order, form=form)
        path.touch(mode=0o600)
        path.write_bytes(FILES[form][1](order))
        return f"{path}: {order.lines:,} charges. SHA-256 of the schedule {order.sha256}"

    def _sign(self, by: str, order: Order, now: datetime, *, on, **options) -> str:
        actions.record_signed(by=by, order=order, signed_on=on, at=now)
        return f"{order} is recorded as signed on {on}. A worker lets it take effect."

    def _refuse(self, by: str, order: Order, now: datetime, *, reason: str, **options) -> str:
        actions.record_refused(by=by, order=order, reason=reason, at=now)
        return f"{order} is recorded as refused. Its {order.lines:,} charges are held."
