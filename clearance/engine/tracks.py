"""From requirements to dates: when each track holds, and from when each charge is eligible."""

from collections.abc import Callable

import narwhals as nw

from clearance.law.policy import Limit, Policy
from clearance.law.selector import EVERYTHING, facts_of

from .dates import ALWAYS, NEVER
from .facts import Answers, Facts
from .limit import apply_limit
from .missing import LeftOpen, merge, requirement_left_open, selector_left_open
from .predicate import either, may_be_true
from .requirements import holds_from


class Columns:
    """The names of the columns that `track_dates` and `charge_dates` add."""

    def __init__(self, policy: Policy) -> None:
        self.tracks = range(len(policy.tracks))
        self.requirements = [(t, r) for t, track in enumerate(policy.tracks) for r in range(len(track.requires))]
        self.limits = range(len(policy.policy.limit))

    @staticmethod
    def covers(track: int) -> str:
        """Whether the track covers the charge; null: not known."""
        return f"covers_{track}"

    @staticmethod
    def day(track: int, requirement: int) -> str:
        """The date from which the requirement holds; null: not known."""
        return f"day_{track}_{requirement}"

    @staticmethod
    def on(track: int) -> str:
        """The date from which the track holds, or could at the earliest; null: it does not cover the charge."""
        return f"on_{track}"

    @staticmethod
    def open(track: int) -> str:
        """Whether that date is only the earliest it could be."""
        return f"open_{track}"

    @staticmethod
    def counts(limit: int) -> str:
        """Whether the charge counts towards the cap, if it could ever be eligible; null: not known."""
        return f"limit_{limit}"

    @staticmethod
    def limit_bars(limit: int) -> str:
        """Whether the cap takes the charge out, or leaves it open."""
        return f"limit_{limit}_bars"

    @staticmethod
    def cause(fact: str) -> str:
        """Whether empty cells of the fact leave the charge open."""
        return f"cause_{fact}"

    @staticmethod
    def requirement_cause(track: int, requirement: int, fact: str) -> str:
        """Whether empty cells of the fact leave the requirement open."""
        return f"cause_{track}_{requirement}_{fact}"


def track_dates(policy: Policy, answers: Answers) -> Callable[[nw.LazyFrame], nw.LazyFrame]:
    """Asks for all that the tracks read; the function it returns answers it in a frame.

    That adds the date of every requirement and track, `own_known` and `own_possible` for the charge, and for the facts
    in `answers.incomplete` whether their empty cells leave the charge, and each requirement, open.
    """
    columns = Columns(policy)
    of_track = [Facts(answers, track.covers) for track in policy.tracks]
    of_all = Facts(answers, EVERYTHING)
    own = {columns.covers(t): of_track[t].match(track.covers) for t, track in enumerate(policy.tracks)}
    own |= {columns.day(t, r): holds_from(policy.tracks[t].requires[r], of_track[t]) for t, r in columns.requirements}
    own |= {columns.counts(n): of_all.match(limit.of) for n, limit in enumerate(policy.policy.limit)}
    causes: dict[str, nw.Expr] = {}
    of_tracks: list[LeftOpen] = []
    for t, track in enumerate(policy.tracks):
        found = [selector_left_open(track.covers, of_track[t])]
        for r, requirement in enumerate(track.requires):
            unknown = nw.col(columns.day(t, r)).is_null()
            left_open = requirement_left_open(requirement, of_track[t])
            names = {fact: columns.requirement_cause(t, r, fact) for fact in left_open}
            causes |= {names[fact]: unknown & by for fact, by in left_open.items()}
            found.append({fact: nw.col(name) for fact, name in names.items()})
        merged = merge(found)
        of_tracks.append({fact: nw.col(columns.open(t)) & by for fact, by in merged.items()})
    for n, limit in enumerate(policy.policy.limit):
        left_open = selector_left_open(limit.of, of_all)
        causes |= {f"limit_{n}_{columns.cause(fact)}": by for fact, by in left_open.items()}
    of_charge = {columns.cause(fact): nw.lit(False) for fact in answers.incomplete}
    of_charge |= {columns.cause(fact): _is_open() & by for fact, by in merge(of_tracks).items()}

    def answer(frame: nw.LazyFrame) -> nw.LazyFrame:
        frame = own_dates(policy, answers.answer(frame).with_columns(**own))
        frame = frame.with_columns(**causes) if causes else frame
        return frame.with_columns(**of_charge) if of_charge else frame

    return answer


def own_dates(policy: Policy, frame: nw.LazyFrame) -> nw.LazyFrame:
    """The frame with the date of every track, from `covers` and `day` of its requirements, and what they come to.

    That is `own_known` and `own_possible`, the charge's earliest dates by its tracks; `known_on` and `possible_on`
    start from them.
    """
    columns = Columns(policy)
    return (
        frame.with_columns(**{columns.on(t): _track_day(policy, t) for t in columns.tracks})
        .with_columns(**{columns.open(t): _track_is_open(policy, t) for t in columns.tracks})
        .with_columns(
            own_known=nw.min_horizontal(nw.lit(NEVER), *(known_on(columns, t) for t in columns.tracks)),
            own_possible=nw.min_horizontal(nw.lit(NEVER), *(nw.col(columns.on(t)) for t in columns.tracks)),
        )
        .with_columns(known_on=nw.col("own_known"), possible_on=nw.col("own_possible"))
    )


def _days(policy: Policy, t: int) -> list[nw.Expr]:
    return [nw.col(Columns.day(t, r)) for r in range(len(policy.tracks[t].requires))]


def _track_day(policy: Policy, t: int) -> nw.Expr:
    start = nw.lit(policy.starts(policy.tracks[t]) or ALWAYS)
    return nw.when(may_be_true(nw.col(Columns.covers(t)))).then(nw.max_horizontal(start, *_days(policy, t)))


def _track_is_open(policy: Policy, t: int) -> nw.Expr:
    """A requirement that never holds settles a track, whatever else is unknown."""
    unknown = either([nw.col(Columns.covers(t)).is_null(), *(day.is_null() for day in _days(policy, t))])
    return (unknown & (nw.col(Columns.on(t)) < NEVER)).fill_null(False)


def _is_open() -> nw.Expr:
    """Whether it is open when, or whether, the charge becomes eligible by its own tracks."""
    return nw.col("own_possible") < nw.col("own_known")


def known_on(columns: Columns, track: int) -> nw.Expr:
    """The date from which the track is known to hold, null where it is not known or does not cover."""
    return nw.when(~nw.col(columns.open(track))).then(nw.col(columns.on(track)))


def charge_dates(policy: Policy, answers: Answers, frame: nw.LazyFrame) -> nw.LazyFrame:
    """The frame of `track_dates` with `known_on` and `possible_on` as the case and the caps leave them.

    Never where there is no date. The causes of what is missing follow the case and the caps.
    """
    causes = [Columns.cause(fact) for fact in sorted(answers.incomplete)]
    if policy.policy.unit == "case":
        of_case = ("known_on", "possible_on", *causes)
        frame = frame.with_columns(nw.col(column).max().over("case_id") for column in of_case)
    frame = frame.with_columns(case_known=nw.col("known_on"))
    for n, limit in enumerate(policy.policy.limit):
        lacking = {Columns.cause(fact): _lacking(limit, n, fact) for fact in sorted(answers.incomplete)}
        frame = apply_limit(frame, limit, Columns.counts(n), Columns.limit_bars(n), lacking)
    return frame


def _lacking(limit: Limit, n: int, fact: str) -> nw.Expr:
    """Whether empty cells of the fact leave the charge open, or leave open whether it counts towards the cap."""
    own = nw.col(Columns.cause(fact))
    return own | nw.col(f"limit_{n}_{Columns.cause(fact)}") if fact in facts_of(limit.of) else own
