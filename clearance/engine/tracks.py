"""From requirements to dates: when each track holds, and from when each charge is eligible."""

from enum import Enum

import narwhals as nw

from clearance.law.policy import Policy
from clearance.law.selector import EVERYTHING
from clearance.law.vocabulary import FACTS

from .dates import ALWAYS, NEVER
from .facts import Answers, Facts
from .limit import apply_limit
from .missing import LeftOpen, merge, requirement_left_open, selector_left_open
from .predicate import either, may_be_true
from .requirements import holds_from


class Causes(Enum):
    """Whether to find out which empty cells leave a thing open."""

    NONE = 0
    OF_CHARGES = 1
    OF_REQUIREMENTS = 2

    def __bool__(self) -> bool:
        return self is not Causes.NONE


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
    def limit_bars(limit: int) -> str:
        """Whether the cap takes the charge out, or leaves it open."""
        return f"limit_{limit}_bars"

    @staticmethod
    def cause(fact: str) -> str:
        """Whether empty cells of the fact leave the charge open."""
        return f"cause_{fact}"

    @classmethod
    def facts_of_causes(cls, columns: list[str]) -> list[str]:
        """The facts for which a frame with these columns has a column of causes."""
        return [fact for fact in FACTS if cls.cause(fact) in columns]

    @staticmethod
    def requirement_cause(track: int, requirement: int, fact: str) -> str:
        """Whether empty cells of the fact leave the requirement open."""
        return f"cause_{track}_{requirement}_{fact}"


def track_dates(policy: Policy, frame: nw.DataFrame, causes: Causes = Causes.NONE) -> nw.DataFrame:
    """The frame with the date of every requirement and track, and `own_known` and `own_possible` for the charge.

    `causes` says whether to tell, too, which facts' empty cells leave the charge, or each requirement, open.
    """
    incomplete = frozenset(fact for fact in policy.columns if causes and frame[fact].null_count())
    answers, columns = Answers(policy, incomplete), Columns(policy)
    of_track = [Facts(answers, track.covers) for track in policy.tracks]
    of_all = Facts(answers, EVERYTHING)
    covers = {columns.covers(t): of_track[t].match(track.covers) for t, track in enumerate(policy.tracks)}
    days = {columns.day(t, r): holds_from(policy.tracks[t].requires[r], of_track[t]) for t, r in columns.requirements}
    opened: dict[str, nw.Expr] = {}
    track_causes: list[LeftOpen] = []
    if causes:
        for t, track in enumerate(policy.tracks):
            own = [requirement_left_open(requirement, of_track[t]) for requirement in track.requires]
            for r, cause in enumerate(own if causes is Causes.OF_REQUIREMENTS else []):
                opened |= {columns.requirement_cause(t, r, fact): expr for fact, expr in cause.items()}
            merged = merge([*own, selector_left_open(track.covers, of_track[t])])
            track_causes.append({fact: nw.col(columns.open(t)) & expr for fact, expr in merged.items()})
    limits = {f"limit_{n}": of_all.match(limit.of) for n, limit in enumerate(policy.policy.limit)}
    limit_causes = [selector_left_open(limit.of, of_all) for limit in policy.policy.limit] if causes else []

    frame = answers.answer(frame).with_columns(**covers, **days, **limits, **opened)
    start = nw.lit(policy.policy.effective or ALWAYS)
    for t, track in enumerate(policy.tracks):
        own_days = [nw.col(columns.day(t, r)) for r in range(len(track.requires))]
        may_cover = may_be_true(nw.col(columns.covers(t)))
        unknown = either([nw.col(columns.covers(t)).is_null(), *(day.is_null() for day in own_days)])
        frame = frame.with_columns(
            nw.when(may_cover).then(nw.max_horizontal(start, *own_days)).alias(columns.on(t)),
        ).with_columns((unknown & (nw.col(columns.on(t)) < NEVER)).fill_null(False).alias(columns.open(t)))
    return frame.with_columns(
        own_known=nw.min_horizontal(nw.lit(NEVER), *(known_on(columns, t) for t in columns.tracks)),
        own_possible=nw.min_horizontal(nw.lit(NEVER), *(nw.col(columns.on(t)) for t in columns.tracks)),
        **{columns.cause(fact): nw.lit(False) for fact in incomplete},
    ).with_columns(
        **{columns.cause(fact): _is_open() & expr for fact, expr in merge(track_causes).items()},
        **{f"limit_{n}_cause_{fact}": expr for n, cause in enumerate(limit_causes) for fact, expr in cause.items()},
    )


def _is_open() -> nw.Expr:
    """Whether it is open when, or whether, the charge becomes eligible by its own tracks."""
    return nw.col("own_possible") < nw.col("own_known")


def known_on(columns: Columns, track: int) -> nw.Expr:
    """The date from which the track is known to hold, null where it is not known or does not cover."""
    return nw.when(~nw.col(columns.open(track))).then(nw.col(columns.on(track)))


def charge_dates(policy: Policy, frame: nw.DataFrame) -> nw.DataFrame:
    """The frame of `track_dates` with `known_on` and `possible_on`: the charge's dates after its case and the caps.

    Never where there is none. Columns of causes, where the frame has them, follow the case and the caps.
    """
    frame = frame.with_columns(known_on=nw.col("own_known"), possible_on=nw.col("own_possible"))
    causes = [Columns.cause(fact) for fact in Columns.facts_of_causes(frame.columns)]
    if policy.policy.unit == "case":
        frame = frame.with_columns(
            nw.col(column).max().over("case_id") for column in ("known_on", "possible_on", *causes)
        )
    frame = frame.with_columns(case_known=nw.col("known_on"))
    for n, limit in enumerate(policy.policy.limit):
        lacking = {cause: _lacking(frame, cause, f"limit_{n}_{cause}") for cause in causes}
        frame = apply_limit(frame, limit, f"limit_{n}", Columns.limit_bars(n), lacking)
    return frame


def _lacking(frame: nw.DataFrame, cause: str, of_match: str) -> nw.Expr:
    """Whether the cause leaves the charge open, or leaves open whether it counts towards a cap."""
    return nw.col(cause) | nw.col(of_match) if of_match in frame.columns else nw.col(cause)
