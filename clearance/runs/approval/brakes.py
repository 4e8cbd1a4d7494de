"""The brakes of a run: what looks wrong enough that someone must look before anybody may approve it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from clearance.agencies.duties import named
from clearance.agencies.models import Agency, Area
from clearance.law.policy import Policy as Law
from clearance.law.process import Safeguards
from clearance.runs.approval.models import Brake
from clearance.runs.eligibility.models import Decision, Run, Total
from clearance.runs.eligibility.totals import last_run, total_of

#: A county with fewer charges than this may have nothing to clear.
FEW_CHARGES = 100
#: So many counties are named; of more, the number.
NAMED = 5


class Check(NamedTuple):
    """What a brake found, what is allowed, and whether it trips."""

    kind: Brake.Kind
    found: str
    threshold: str
    tripped: bool


def set_brakes(run: Run, law: Law) -> None:
    """Check a run whose totals are counted. Brakes that were set before go away."""
    run.brakes.all().delete()
    safeguards = law.process.safeguards or Safeguards()
    checks = (
        _rate(run, safeguards),
        _county(run),
        _undetermined(run, safeguards),
        *_nobody_told(run, law),
    )
    Brake.objects.bulk_create(Brake(run=run, **check._asdict()) for check in checks)


def _rate(run: Run, safeguards: Safeguards) -> Check:
    """The share that is cleared, now or before, beside that of the last run: it moves little from run to run."""
    before = last_run(run)
    now = _share_cleared(total_of(run))
    allowed = f"at most {_percent(safeguards.rate_change)} more or less than in the last run"
    if before is None or not (then := _share_cleared(total_of(before))):
        return Check(Brake.Kind.RATE, f"{_percent(now)} of all charges; there is no earlier run", allowed, False)
    change = abs(now - then) / then
    found = f"{_percent(now)} of all charges, {_percent(then)} in run {before.pk}: a change of {_percent(change)}"
    return Check(Brake.Kind.RATE, found, allowed, change > safeguards.rate_change)


def _county(run: Run) -> Check:
    counties = run.totals.filter(dimension=Total.Dimension.COUNTY)
    names = [one.key or "(no county)" for one in counties if one.charges >= FEW_CHARGES and not one.clear + one.already]
    found = f"{len(names)}: {', '.join(names[:NAMED])}{' …' if names[NAMED:] else ''}" if names else "none"
    return Check(Brake.Kind.COUNTY, found, f"no county with {FEW_CHARGES} charges or more", bool(names))


def _undetermined(run: Run, safeguards: Safeguards) -> Check:
    total = total_of(run)
    share = Decimal(total.undetermined) / (total.charges or 1)
    allowed = f"at most {_percent(safeguards.undetermined)} of all charges"
    return Check(Brake.Kind.UNDETERMINED, _percent(share), allowed, share > safeguards.undetermined)


def _nobody_told(run: Run, law: Law) -> Iterator[Check]:
    """Charges that would be cleared while of an agency that the law names nobody is registered to be told."""
    found = []
    for entry in law.process.agency:
        agencies = [one for one in Agency.objects.open().of_kind(entry.kind) if named(one, law) == entry]
        if charges := _not_reached(run, agencies):
            found.append(f"{charges:,} charges are in the area of none of: {entry.name.en}")
    if law.process.order and law.process.order.needed:
        courts = list(Agency.objects.open().of_kind("court"))
        if charges := _not_reached(run, courts):
            found.append(f"{charges:,} charges are of courts that are not registered: nobody can sign an order")
    if law.process.agency:
        yield Check(Brake.Kind.NOBODY_TOLD, "; ".join(found) or "none", "every charge has its agencies", bool(found))


def _not_reached(run: Run, agencies: list[Agency]) -> int:
    """How many charges to clear lie outside the areas of these agencies."""
    if any(agency.statewide for agency in agencies):
        return 0
    areas = Area.objects.filter(agency__in=agencies)
    names = {kind: areas.filter(kind=kind).values("name") for kind in ("court", "county")}
    outside = Decision.objects.to_clear().filter(run=run)
    return (
        outside.exclude(charge__case__court__in=names["court"])
        .exclude(charge__case__county__in=names["county"])
        .count()
    )


def _share_cleared(total: Total) -> Decimal:
    return Decimal(total.clear + total.already) / (total.charges or 1)


def _percent(share: Decimal) -> str:
    return f"{share * 100:.1f} %"
