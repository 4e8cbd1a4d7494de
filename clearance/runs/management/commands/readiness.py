"""Says how far a law can be carried out on these data, and what is missing for it. Needs no database.

The JSON: `policy` (`id`, `title`, `citation`, `sha256`), `as_of`, `charges`, `undetermined` (how many of them stay so),
`percent` (of the charges that the law can decide), and `data_points`, each with

* `fact`, and `holder`: the `kind` of agency that usually holds it, and a sentence on how it does (`says`);
* `read_by`, `counted_over`: the tracks that read it, and over which charges it is counted, in words;
* `complete`, `by_county`, `by_year`: `charges`, for how many of them it is on record (`filled`), `percent`, and the
  `name` of the county or the year, null where it is not known;
* `undetermined`, `only`: how many charges stay undetermined for want of it, and for want of it alone;
* `open_parts`: each `provision` (`track.requirement`, or a track where it is open whether it covers the charge) that is
  open for so many `charges` for want of it, the wording of a `presumption` (null: none can be made), and how many
  charges it `decides` at least.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from clearance.engine.output import in_order
from clearance.engine.readiness import DataPoint, Readiness, columns_read, readiness, tally
from clearance.runs.commands import (
    THREADS,
    add_law_and_records,
    add_report,
    check_out,
    counted,
    law_and_records,
    write_report,
)
from clearance.runs.readiness_page import readiness_page

#: So many of the least complete counties and years are named in text, of those with so many charges. The other formats
#: hold all.
WORST, ENOUGH = 3, 100
NOT_THERE, NOT_NEEDED = "not there", "not needed"


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_law_and_records(parser)
        add_report(parser)

    def handle(
        self,
        *,
        policy: str,
        records: Path,
        as_of: date,
        source: str | None,
        format: str,
        out: Path | None,
        **options: object,
    ) -> None:
        check_out(out)
        with (
            law_and_records(self, policy, records, source) as (law, opened),
            tqdm(unit=" charges", disable=None) as bar,
        ):
            facts = counted(opened.facts(columns_read(law)), bar)
            found = readiness(law, in_order(partial(tally, law, as_of=as_of), facts, THREADS), as_of)
        write_report(self, found, format, out, page=readiness_page, lines=_lines)


def _lines(found: Readiness) -> Iterator[str]:
    decided = found.charges - found.undetermined
    yield f"{found.policy.title.en} ({found.policy.policy.citation}), on {found.as_of}"
    yield f"It can decide {found.percent} % of the charges: {decided:,} of {found.charges:,}."
    yield ""
    yield f"{'':22}{'usually':13}{'complete':>10}{'over so':>14}{'undetermined':>16}{'for want of':>13}"
    yield f"{'data point':22}{'held by':13}{'in %':>10}{'many charges':>14}{'for want of it':>16}{'it alone':>13}"
    for point in found.data_points:
        complete = point.complete
        percent = complete.percent if complete.filled else NOT_THERE if complete.charges else NOT_NEEDED
        yield (
            f"{point.fact:22}{point.holder.kind:13}{percent!s:>10}{complete.charges:>14,}"
            f"{point.undetermined:>16,}{point.only:>13,}"
        )
    for point in found.data_points:
        yield from _point_lines(point)


def _point_lines(point: DataPoint) -> Iterator[str]:
    yield ""
    yield f"{point.fact}: {point.holder.says}"
    yield f"  Counted over {point.counted_over}."
    for group, parts in (("county", point.by_county), ("year", point.by_year)) if point.complete.filled else ():
        partial = [one for one in parts if one.filled < one.charges and one.charges >= ENOUGH]
        if worst := sorted(partial, key=lambda one: one.filled / one.charges)[:WORST]:
            named = ", ".join(f"{one.name or 'not known'} {one.percent} %" for one in worst)
            yield f"  Least complete by {group}: {named}."
    if tracks := [f"{part.provision} ({part.charges:,})" for part in point.open_parts if not part.presumption]:
        yield f"  Open, and not to be presumed, is whether these tracks cover a charge: {', '.join(tracks)}."
    if presumed := [part for part in point.open_parts if part.presumption]:
        yield f"  A presumption, {presumed[0].presumption}, in one of these requirements would decide at least"
        for part in presumed:
            yield f"  {part.decides:>12,} of {part.charges:>12,} charges: {part.provision}"
