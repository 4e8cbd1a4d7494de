"""What a law asks of a record, condition by condition, and how much hangs on each fact."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from ..contradiction import contradict
from ..policy import Policy, Track
from ..requirement import Anchor, DateAnchor, ExtremeAnchor, Requirement, Wait
from ..selector import AllOf, Among, AnyOf, Attribute, Compare, Node, Not, Offense, facts_of, needs_of, parts_of

#: The days that place a record in time.
DAYS = ("offense_date", "arrest_date", "filed_date", "case.filed_date", "disposition_date")

_CONVICTED = Among("disposition", ("convicted",))


class Hangs(IntEnum):
    """How much of a condition hangs on a fact."""

    NOTHING = 0
    #: Where the fact is missing, the law takes another, or presumes that the condition holds.
    UNLESS_MISSING = 1
    #: Where it is missing, no one can tell.
    ALL = 2


@dataclass(frozen=True)
class Condition:
    """One condition of a law: a requirement, the charges that a track covers, or a lifetime limit (without a track)."""

    path: str
    track: Track | None
    selectors: tuple[Node, ...]
    requirement: Requirement | None = None

    @property
    def wait(self) -> Wait | None:
        return self.requirement.wait if self.requirement else None

    @property
    def is_a_clock(self) -> bool:
        """Whether it makes a record wait for some time, and not just until a day."""
        return self.wait is not None and bool(self.wait.years or self.wait.months or self.wait.days)

    @property
    def looks_at_other_cases(self) -> bool:
        """Whether it looks beyond the case of the charge, at what else the person has on record."""
        if self.requirement is None:
            return self.track is None
        scopes = [self.requirement.count.in_] if self.requirement.count else []
        if self.wait:
            dates = (one for anchor in self.wait.anchors for one in anchor.dates)
            scopes += [one.in_ for one in dates if isinstance(one, ExtremeAnchor)]
        return self.requirement.gap is not None or any(scope not in ("charge", "case") for scope in scopes)

    def reads(self, facts: Iterable[str]) -> bool:
        """Whether it looks at one of these facts at all, be it only where another is missing."""
        own = self.requirement.facts() if self.requirement else frozenset[str]()
        return not own.union(*map(facts_of, self.selectors)).isdisjoint(facts)

    def hangs_on(self, facts: Iterable[str]) -> Hangs:
        """How much of it hangs on one of these facts."""
        wanted = frozenset(facts)
        hangs = _hangs(self.wait, wanted) if self.wait else Hangs.NOTHING
        if self.requirement and self.requirement.gap:
            hangs = _hangs_on_date(self.requirement.gap.start, wanted)
        if any(needs_of(selector) & wanted for selector in self.selectors):
            hangs = Hangs.ALL
        if hangs is Hangs.ALL and self.requirement and self.requirement.when_missing == "holds":
            return Hangs.UNLESS_MISSING
        return hangs


def _hangs(wait: Wait, facts: frozenset[str]) -> Hangs:
    def does_without(anchor: Anchor) -> bool:
        return all(any(facts.isdisjoint(day.facts()) for day in one.tried) for one in anchor.dates)

    if all(facts.isdisjoint(one.tried[0].facts()) for one in wait.from_.dates):
        return Hangs.NOTHING
    return Hangs.UNLESS_MISSING if any(map(does_without, wait.anchors)) else Hangs.ALL


def _hangs_on_date(date: DateAnchor, facts: frozenset[str]) -> Hangs:
    if facts.isdisjoint(date.tried[0].facts()):
        return Hangs.NOTHING
    return Hangs.UNLESS_MISSING if any(facts.isdisjoint(day.facts()) for day in date.tried) else Hangs.ALL


def conditions(law: Policy) -> list[Condition]:
    """Every condition of the law, with its path as in `Policy.provisions`."""
    found = [Condition(f"policy.limit.{limit.id}", None, (limit.of,)) for limit in law.policy.limit]
    for track in law.tracks:
        path = f"track.{track.id}"
        found.append(Condition(path, track, (track.covers,)))
        found += [Condition(f"{path}.{one.id}", track, tuple(one.selectors()), one) for one in track.requires]
    return found


def conviction_tracks(law: Policy) -> list[Track]:
    """The tracks that a conviction may take."""
    return [track for track in law.tracks if not contradict((track.covers, _CONVICTED), law.offenses)]


def on_convictions(law: Policy) -> list[Condition]:
    """The conditions on the way of a conviction: those of the tracks it may take, and the limits."""
    tracks = conviction_tracks(law)
    return [one for one in conditions(law) if one.track is None or one.track in tracks]


def paths_of(found: Iterable[Condition]) -> list[str]:
    """Where the conditions stand in the law."""
    return [one.path for one in found]


def flags(condition: Condition) -> list[str]:
    """The flags that the condition reads off a charge."""
    nodes = (node for selector in condition.selectors for node in parts_of(selector))
    return [flag for node in nodes if isinstance(node, Attribute) for flag in node.flags]


def flags_alone(node: Node) -> Iterator[str]:
    """The flags that say by themselves which offense is meant, and do not narrow one that is cited beside them."""
    match node:
        case Attribute(flags=own):
            yield from own
        case AllOf(parts) if any(isinstance(part, Offense) for part in parts):
            yield from (flag for part in parts if not isinstance(part, Attribute) for flag in flags_alone(part))
        case AllOf(parts) | AnyOf(parts):
            yield from (flag for part in parts for flag in flags_alone(part))
        case Not(part):
            yield from flags_alone(part)


def leaves_out_older(condition: Condition) -> bool:
    """Whether the condition leaves out charges from before a certain day."""
    asked = condition.requirement.is_ if condition.requirement else condition.track and condition.track.covers
    return asked is not None and _has_a_first_day(asked)


def _has_a_first_day(node: Node, turned: bool = False) -> bool:
    match node:
        case Compare(fact=fact, operator=operator) if fact in DAYS:
            return operator.startswith("<" if turned else ">")
        case AllOf(parts) | AnyOf(parts):
            return any(_has_a_first_day(part, turned) for part in parts)
        case Not(part):
            return _has_a_first_day(part, not turned)
    return False
