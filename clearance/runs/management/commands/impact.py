"""Says whom a law reaches and when, and what each of its conditions costs. Needs no database.

The JSON: `policy` and `against` (`id`, `title`, `citation`, `sha256`; `against` is null without the option), `as_of`,
`year_ends` (the last days of the next five years), `conditions` (each `id`, `kind`: requirement, case or limit,
`track`, `says`, `citation`, `verified`), `all` (figures), `by` (for each of county, race, sex, age, level and offense
that the data have, a list of figures with their `group`, null where it is not known) and `not_in_the_data` (the rest).

Figures: `total`, `when`, `every`, `without` and `against`. A count is `{"people": 3, "charges": 7}`.
`when` has a count for now, year_1 to year_5 (newly eligible in that year), after (later), undetermined and never.
People count once, at the best of their charges, so that both add up to `total`. `every` is the number of people whose
every charge is eligible now. In a group all of this is about its own charges.
`without` has for the `id` of each condition what leaving it out does: `gain` (charges that become eligible, people who
had no eligible charge and now have one), `lose` (the opposite; only a lifetime limit can bring it about) and `only`
(what is in `gain` and nothing else in the law stood in the way of).
`against`: `gain` is eligible under POLICY and not under OTHER, `lose` under OTHER and not under POLICY.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from clearance.engine.impact import Count, Impact, columns_read, impact, tally
from clearance.engine.output import in_order
from clearance.law.policy import load_policy
from clearance.runs.commands import (
    THREADS,
    add_law_and_records,
    add_report,
    check_out,
    counted,
    law_and_records,
    write_report,
)
from clearance.runs.impact_page import condition_label, impact_page, when_labels

INTERNAL = "For internal use: small numbers may identify people."


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_law_and_records(parser)
        parser.add_argument("--against", metavar="OTHER", help="another policy, to say who gains and who loses")
        add_report(parser)

    def handle(
        self,
        *,
        policy: str,
        records: Path,
        as_of: date,
        source: str | None,
        against: str | None,
        format: str,
        out: Path | None,
        **options: object,
    ) -> None:
        check_out(out)
        with (
            law_and_records(self, policy, records, source) as (law, opened),
            tqdm(unit=" charges", disable=None) as bar,
        ):
            other = load_policy(against) if against else None
            facts = counted(opened.facts(columns_read(law, other)), bar)
            tallies = in_order(partial(tally, law, as_of=as_of, against=other), facts, THREADS)
            found = impact(law, tallies, as_of, other)
        write_report(self, found, format, out, page=impact_page, lines=_lines)


def _lines(impact: Impact) -> Iterator[str]:
    everyone, law = impact.all, impact.policy
    yield f"{law.title.en} ({law.policy.citation}), on {impact.as_of}"
    yield INTERNAL
    if impact.before_effective:
        yield f"The law takes effect on {law.policy.effective}, so nothing is eligible before; ask about a later day."
    yield f"{'':60}{'people':>12}{'charges':>12}"
    for when, label in when_labels(impact).items():
        yield _line(label, everyone.when[when])
    yield _line("All", everyone.total)
    yield f"{'Every charge of theirs is eligible now':60}{everyone.every:>12,}"
    if impact.against and everyone.against:
        yield ""
        yield f"Against {impact.against.title.en} ({impact.against.policy.citation})"
        yield _line("Gain: eligible under this law, not under the other", everyone.against.gain)
        yield _line("Lose: eligible under the other law, not under this", everyone.against.lose)
    yield ""
    yield f"{'More would be eligible without this condition':60}{'people':>12}{'charges':>12}{'only obstacle':>16}"
    for condition in impact.conditions:
        without = everyone.without[condition.id]
        yield _line(condition.id, without.gain) + f"{without.only.charges:>16,}"
        yield f"    {condition_label(condition)}"
        if without.lose != Count():
            yield _line("    fewer, where others take the places of a lifetime limit", without.lose)
    yield ""
    for dimension, groups in impact.by.items():
        yield f"{f'Eligible now, by {dimension}':60}{'people':>12}{'charges':>12}{'of people':>16}"
        for group, figures in groups.items():
            yield _line(f"  {group or 'not on record'}", figures.when["now"]) + f"{figures.total.people:>16,}"
    if impact.absent:
        yield f"Not in the data: {', '.join(impact.absent)}"


def _line(label: str, count: Count) -> str:
    return f"{label:60}{count.people:>12,}{count.charges:>12,}"
