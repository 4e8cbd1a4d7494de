"""`sample`: draws the quality sample of a run, shows how it stands, and takes answers, on the terminal."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clearance.law.policy import PolicyError
from clearance.runs.checking import as_lines
from clearance.runs.eligibility.models import Run
from clearance.runs.refusals import Refused
from clearance.runs.sample import actions
from clearance.runs.sample.models import Sample, SampledDecision
from clearance.runs.sample.standing import Checked, percent, standing
from clearance.staff import add_username, reference, signed_in_as


class Command(BaseCommand):
    """The same actions as in the admin, with the same refusals. Whoever takes a step gives their name and password.

    What `look` prints is someone's record: the look is an event, and who prepared the run sees nothing.
    """

    help = "Draw the quality sample of a run, look at its decisions, answer them, and see how it stands."

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        for name, what in (
            ("draw", "draw the sample of a run, once"),
            ("show", "how the sample of a run stands"),
            ("look", "the facts of one decision, and what the law makes of them"),
            ("answer", "say of one decision, once, whether it is right"),
        ):
            step = steps.add_parser(name, help=what)
            step.add_argument("run", type=int, help="the number of the run")
            if name != "show":
                add_username(step)
            if name in ("look", "answer"):
                step.add_argument("number", type=int, help="the place of the decision in the sample")
        draw, answer = steps.choices["draw"], steps.choices["answer"]
        draw.add_argument("--per-outcome", type=int, help="how many of each outcome; else as many as the law asks for")
        draw.add_argument("--seed", help="one that others made, such as by throwing dice in public; else made here")
        answer.add_argument("answer", choices=SampledDecision.Answer.values)
        answer.add_argument("--code", choices=SampledDecision.Code.values, default="", help="what is wrong")
        answer.add_argument("--note", default="", help="what you found; no names")

    def handle(self, *, step: str, run: int, **options) -> None:
        try:
            getattr(self, f"_{step}")(run, **options)
        except (Refused, PolicyError) as error:
            raise CommandError(str(error)) from None

    def _draw(self, run: int, *, username: str, per_outcome: int | None, seed: str | None, **options) -> None:
        now = timezone.now()
        by = reference(signed_in_as(username, "runs.prepare_run"))
        sample = actions.draw(by=by, run=_run(run), at=now, per_outcome=per_outcome, seed=seed)
        self._say(f"{sample.decisions.count():,} decisions of run {run} are drawn, by the seed {sample.seed}.")

    def _show(self, run: int, **options) -> None:
        found = standing(_run(run))
        for one in (*found.by_outcome, found.whole) if found.whole else ():
            self._say(_line(one))
        waiting = SampledDecision.objects.unanswered().filter(sample__run=run).values_list("number", flat=True)
        if waiting:
            self._say(f"Not answered: {', '.join(map(str, waiting))}")
        self._say(found.blocks or "Nothing in the sample stands in the way of approval.")

    def _look(self, run: int, *, username: str, number: int, **options) -> None:
        by = reference(signed_in_as(username, "runs.review_sample"))
        shown = actions.look(by=by, sampled=_sampled(run, number))
        if shown is None:
            raise CommandError(f"Decision {number} is answered, or its charge is cleared and sealed. Nothing is shown.")
        for line in as_lines(shown):
            self._say(line)

    def _answer(self, run: int, *, username: str, number: int, answer: str, code: str, note: str, **options) -> None:
        now = timezone.now()
        by = reference(signed_in_as(username, "runs.review_sample"))
        actions.answer(by=by, sampled=_sampled(run, number), answer=answer, code=code, note=note, at=now)
        self._say(f"Decision {number} of the sample of run {run} is answered: {answer}.")

    def _say(self, text: str) -> None:
        self.stdout.write(text)


def _run(number: int) -> Run:
    run = Run.objects.select_related("policy").filter(pk=number).first()
    if run is None:
        raise CommandError(f"There is no run {number}. See `run list`.")
    return run


def _sampled(run: int, number: int) -> SampledDecision:
    rows = SampledDecision.objects.select_related("sample__run__policy", "charge__case", "charge__person")
    if sampled := rows.filter(sample__run=run, number=number).first():
        return sampled
    drawn = Sample.objects.filter(run=run).first()
    there = f"it has 1 to {drawn.decisions.count()}" if drawn else "no sample is drawn; see `sample draw`"
    raise CommandError(f"The sample of run {run} has no decision {number}: {there}.")


def _line(one: Checked) -> str:
    rate = "–" if one.rate is None else percent(one.rate)
    low, high = one.interval
    return (
        f"{one.of:<13}{one.answered:>7,} of {one.asked:,} checked, {one.errors:,} of {one.told:,} wrong: {rate}, "
        f"with 95 % between {percent(low)} and {percent(high)}"
    )
