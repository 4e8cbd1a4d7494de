"""The facts a policy asks for: each question is answered in one column, however many requirements read it."""

from dataclasses import dataclass, field

import narwhals as nw
import polars as pl

from clearance.law.policy import Policy
from clearance.law.selector import Attribute, Node, Offense
from clearance.law.statutes import is_covered
from clearance.law.vocabulary import FACTS

from .gather import Asked, Gathering, gather
from .predicate import Question, matches, may_be_true

#: How the kinds of the record format are held in columns.
TYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "code": pl.String(),
    "flags": pl.String(),
    "date": pl.Date(),
    "yes_no": pl.Boolean(),
    "whole": pl.Int64(),
    "money": pl.Decimal(18, 2),
}
KEYS = ("person_id", "case_id", "charge_id")


def prepare(facts: pl.DataFrame, columns: frozenset[str]) -> pl.DataFrame:
    """The facts by person and charge, with a number for each row and person; columns not given are all unknown."""
    absent = [pl.lit(None, dtype=TYPES[FACTS[name][1].kind]).alias(name) for name in columns - set(facts.columns)]
    facts = facts.select(*KEYS, *sorted(columns & set(facts.columns) - set(KEYS)), *absent)
    order = pl.struct("person_id", "charge_id")
    if not facts.select(order).to_series().is_sorted():
        facts = facts.sort("person_id", "charge_id")
    # The number is made anew by adding nothing: windows over a column that Polars knows to be sorted take twice as long.
    person = pl.col("person_id").rle_id() ^ 0
    return facts.with_columns(person.alias("_person")).with_row_index("_row")


@dataclass
class Answers:
    """Collects the questions and gatherings of a policy, and answers them for a frame."""

    policy: Policy
    #: The facts that have an empty cell somewhere in the frame: only they can be missing.
    incomplete: frozenset[str] = frozenset()
    _matches: dict[Question, str] = field(default_factory=dict)
    _gatherings: dict[Gathering, str] = field(default_factory=dict)
    _asking: dict[str, set[str]] = field(default_factory=dict)
    _values: dict[tuple[Offense | Attribute, str], bool] = field(default_factory=dict)

    def match_name(self, question: Question) -> str:
        """The name of the column that will hold the answer: true, false or null."""
        return self._matches.setdefault(question, f"_match{len(self._matches)}")

    def gathering_name(self, gathering: Gathering, asking: Node) -> str:
        """What the names of the gathering's columns start with. They are right for charges that may match `asking`."""
        self.match_name(gathering.of)
        name = self._gatherings.setdefault(gathering, f"_gather{len(self._gatherings)}")
        self._asking.setdefault(name, set()).add(self.match_name(asking))
        return name

    def answer(self, frame: nw.DataFrame) -> nw.DataFrame:
        """The frame with a column for every question and gathering asked for so far."""
        distinct = {name: frame[name].unique().to_list() for name in ("statute", "attributes") if name in frame.columns}

        def values_matched(node: Offense | Attribute) -> list[str]:
            column = "statute" if isinstance(node, Offense) else "attributes"
            return [value for value in distinct[column] if value is not None and self._has(node, value)]

        frame = frame.with_columns(
            **{name: matches(question, values_matched) for question, name in self._matches.items()}
        )
        asked = [
            Asked(gathering, name, self._matches[gathering.of], frozenset(self._asking[name]))
            for gathering, name in self._gatherings.items()
        ]
        return gather(frame, asked)

    def _has(self, node: Offense | Attribute, value: str) -> bool:
        known = self._values.get((node, value))
        if known is None:
            known = self._values[node, value] = self._decide(node, value)
        return known

    def _decide(self, node: Offense | Attribute, value: str) -> bool:
        if isinstance(node, Attribute):
            return not {flag.strip() for flag in value.split(";")}.isdisjoint(node.flags)
        lists = [self.policy.offenses[name] for name in node.lists]
        attempts = self.policy.policy.attempts
        return any(is_covered(value, one.statutes, attempts if one.include_attempts else ()) for one in lists)


@dataclass(frozen=True)
class Facts:
    """The facts as one track reads them: only for charges that it may cover."""

    answers: Answers
    covers: Node

    def match(self, question: Question) -> nw.Expr:
        """Whether the charge matches: true, false or null."""
        return nw.col(self.answers.match_name(question))

    def gathered(self, gathering: Gathering, what: str) -> nw.Expr:
        """A column of the gathering: `least`, `most` or `day`."""
        return nw.col(f"{self.answers.gathering_name(gathering, self.covers)}_{what}")

    def where_covered(self, day: nw.Expr) -> nw.Expr:
        """The day where the track may cover the charge, else null: arithmetic on nulls is cheap."""
        return nw.when(may_be_true(self.match(self.covers))).then(day)
