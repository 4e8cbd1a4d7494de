"""How a sample stands: what was answered, the rate of errors with its 95 % interval, and what stands in the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from clearance.law.process import Safeguards
from clearance.runs.eligibility.models import Decision, Run
from clearance.runs.laws import cited, law_of
from clearance.runs.sample.drawing import OUTCOMES
from clearance.runs.sample.interval import Interval, wilson
from clearance.runs.sample.models import Sample, SampledDecision

Answer = SampledDecision.Answer


@dataclass(frozen=True)
class Checked:
    """The answers on some decisions: how many were asked for, were answered, are wrong, and are right.

    `all_there_are`: not a sample, but every decision of its kind.
    """

    of: str
    asked: int
    answered: int
    errors: int
    right: int
    all_there_are: bool

    @property
    def told(self) -> int:
        """Of how many the reviewers could tell."""
        return self.errors + self.right

    @property
    def rate(self) -> Decimal | None:
        """The share of errors among those; None while there are none."""
        return Decimal(self.errors) / self.told if self.told else None

    @property
    def interval(self) -> Interval:
        """Between which the rate of errors lies, among all from which was drawn.

        Where nothing was left undrawn, chance has no part in it: only those of which nobody has told yet are open.
        """
        if not self.all_there_are:
            return wilson(self.errors, self.told)
        all_of_them = self.asked or 1
        return Interval(Decimal(self.errors) / all_of_them, Decimal(self.asked - self.right) / all_of_them)


@dataclass(frozen=True)
class SampleStanding:
    """A run's sample: as a `whole`, None while it is not drawn, and by outcome.

    `blocks`: why the run may not be approved, in words, with what to do; None where nothing stands in the way.
    """

    whole: Checked | None
    by_outcome: tuple[Checked, ...]
    blocks: str | None

    @property
    def asked(self) -> int:
        return self.whole.asked if self.whole else 0

    @property
    def answered(self) -> int:
        return self.whole.answered if self.whole else 0

    @property
    def errors(self) -> int:
        return self.whole.errors if self.whole else 0

    @property
    def rate(self) -> Decimal | None:
        """The share of errors, from 0 to 1; None while there is nothing to tell."""
        return self.whole.rate if self.whole else None

    @property
    def low(self) -> Decimal | None:
        """The lower end of its 95 % interval."""
        return self.whole.interval.low if self.whole else None

    @property
    def high(self) -> Decimal | None:
        """The upper end of its 95 % interval."""
        return self.whole.interval.high if self.whole else None


def standing(run: Run) -> SampleStanding:
    """How the sample of a run stands now. Raises PolicyError for a policy whose text was changed in the database."""
    asked_for = law_of(run.policy).process.safeguards or Safeguards()
    sample = Sample.objects.filter(run=run).first()
    if sample is None:
        return SampleStanding(None, (), _not_drawn(run, asked_for))
    by_outcome = _by_outcome(sample)
    whole = _together(by_outcome)
    blocks = _not_answered(run, whole) or _too_many_errors(asked_for, (whole, *by_outcome)) or _still_to_clear(run)
    return SampleStanding(whole, by_outcome, blocks)


def percent(share: Decimal) -> str:
    """A share as people read it: 7.13 %."""
    return f"{share * 100:.2f} %"


def _by_outcome(sample: Sample) -> tuple[Checked, ...]:
    rows = sample.decisions.values("outcome").annotate(
        asked=Count("pk"),
        answered=Count("pk", filter=~Q(answer="")),
        errors=Count("pk", filter=Q(answer=Answer.DISAGREE)),
        right=Count("pk", filter=Q(answer=Answer.AGREE)),
    )
    found = {row.pop("outcome"): row for row in rows.order_by()}
    return tuple(
        Checked(of=outcome, all_there_are=found[outcome]["asked"] < sample.per_outcome, **found[outcome])
        for outcome in OUTCOMES
        if outcome in found
    )


def _together(parts: Iterable[Checked]) -> Checked:
    parts = list(parts)
    counts = {name: sum(getattr(part, name) for part in parts) for name in ("asked", "answered", "errors", "right")}
    return Checked(of="all", all_there_are=all(part.all_there_are for part in parts), **counts)


def _not_drawn(run: Run, asked_for: Safeguards) -> str | None:
    if not asked_for.sample:
        return None
    return (
        f"The law asks that {asked_for.sample} decisions of each outcome are checked by hand{cited(asked_for)}, and "
        f"no sample of run {run.pk} is drawn. Draw it, and have people other than who prepared the run check it."
    )


def _not_answered(run: Run, whole: Checked) -> str | None:
    if whole.answered == whole.asked:
        return None
    return (
        f"{whole.answered:,} of the {whole.asked:,} decisions in the sample of run {run.pk} are checked. "
        "Have the others checked too."
    )


def _too_many_errors(asked_for: Safeguards, parts: Iterable[Checked]) -> str | None:
    most = asked_for.most_errors
    over = [part for part in parts if most is not None and part.interval.high > most]
    if not over:
        return None
    found = "; ".join(
        f"{part.of}, {part.errors:,} of {part.told:,} wrong, so up to {percent(part.interval.high)}" for part in over
    )
    return (
        f"There may be more errors than the law allows, {percent(most)} at the upper end{cited(asked_for)}: {found}. "
        "Withdraw the run, mend what the reviewers found, and prepare a new one."
    )


def _still_to_clear(run: Run) -> str | None:
    wrong = SampledDecision.objects.filter(sample__run=run, answer=Answer.DISAGREE).values("charge")
    number = Decision.objects.to_clear().filter(run=run, charge__in=wrong).count()
    if not number:
        return None
    return (
        f"Of the charges that run {run.pk} would clear, reviewers disagree with {number:,}. "
        "Settle the run again: these are held back then."
    )
