"""Says how agencies keep up: what they were told, what they answered, and how long the rest has been overdue.

The JSON: `on`; `agencies`, each with `code`, `name`, its counts and `oldest`, the oldest notice of which a record has
no answer (`number`, `sent_on`, `due_on`; null: there is none); `total`, the counts of all; and `months`, the last
twelve, with how many records were `sent` in each, and `done`, how many were confirmed in it. The counts are of records:

* `sent`, `done`, `not_found`, `conflict`, `refused`, and `waiting`, those without an answer;
* of these `not_due` and `overdue`, by days `late_30` (1 to 30), `late_60`, `late_90` and `late_more`;

but of notices in `notices` and `given_up` (those that could not be delivered), and of lines to look at in `work_items`.
"""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clearance.agencies.models import Agency
from clearance.days import state_day
from clearance.notices.deadlines.ageing import ageing
from clearance.notices.deadlines.page import ageing_lines, ageing_page
from clearance.runs.commands import add_report, check_out, day, write_report


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=day, metavar="DATE", help="the day asked about, 2026-01-31; today if left out")
        parser.add_argument("--agency", metavar="CODE", help="only this one")
        add_report(parser)

    def handle(self, *, on: date | None, agency: str | None, format: str, out: Path | None, **options: object) -> None:
        check_out(out)
        one = Agency.objects.filter(code=agency).first()
        if agency and one is None:
            raise CommandError(f"No agency has the code {agency}. `agency list` shows them.")
        found = ageing(on or state_day(timezone.now()), one)
        write_report(self, found, format, out, page=ageing_page, lines=ageing_lines)
