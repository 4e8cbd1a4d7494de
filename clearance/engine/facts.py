"""The facts a policy asks for: each question is answered in one column, however many requirements read it."""

from dataclasses import dataclass, field

import narwhals as nw

from clearance.law.policy import Policy
from clearance.law.selector import Attribute, Node, Offense, parts_of
from clearance.law.statutes import is_covered

from .gather import Asked, Gathering, gather
from .predicate import LeftOpenBy, Question, matches, may_be_true


@dataclass
class Answers:
    """Collects the questions and gatherings of a policy, and answers them in a frame."""

    policy: Policy
    #: The facts that have an empty cell somewhere in the frame: only they can be missing.
    incomplete: frozenset[str]
    #: Questions about the text of a statute or of flags, with the name of the column that holds their answer from the
    #: start: they are answered once for every different text.
    of_text: dict[Offense | Attribute, str] = field(default_factory=dict)
    _matches: dict[Question, str] = field(default_factory=dict)
    _gatherings: dict[Gathering, str] = field(default_factory=dict)
    _asking: dict[str, set[str]] = field(default_factory=dict)
    _decided: dict[tuple[Offense | Attribute, str], bool] = field(default_factory=dict)

    def match_name(self, question: Question) -> str:
        """The name of the column that will hold the answer: true, false or null."""
        for node in parts_of(question.node if isinstance(question, LeftOpenBy) else question):
            if isinstance(node, Offense | Attribute):
                self.of_text.setdefault(node, f"_text{len(self.of_text)}")
        return self._matches.setdefault(question, f"_match{len(self._matches)}")

    def gathering_name(self, gathering: Gathering, asking: Node) -> str:
        """What the names of the gathering's columns start with; they are right for charges that may match `asking`."""
        self.match_name(gathering.of)
        name = self._gatherings.setdefault(gathering, f"_gather{len(self._gatherings)}")
        self._asking.setdefault(name, set()).add(self.match_name(asking))
        return name

    def answer(self, frame: nw.LazyFrame) -> nw.LazyFrame:
        """The frame with a column for every question and gathering asked for so far."""
        plain = {question: name for question, name in self._matches.items() if not isinstance(question, LeftOpenBy)}
        rest = {question: name for question, name in self._matches.items() if question not in plain}
        frame = frame.with_columns(**{name: matches(question, self.of_text) for question, name in plain.items()})
        if rest:
            known = self.of_text | plain
            frame = frame.with_columns(**{name: matches(question, known) for question, name in rest.items()})
        asked = [
            Asked(gathering, name, self._matches[gathering.of], frozenset(self._asking[name]))
            for gathering, name in self._gatherings.items()
        ]
        return gather(frame, asked) if asked else frame

    def has(self, node: Offense | Attribute, text: str) -> bool:
        """Whether the statute, or the flags, that the text means are among those asked for."""
        known = self._decided.get((node, text))
        if known is None:
            known = self._decided[node, text] = self._decide(node, text)
        return known

    def _decide(self, node: Offense | Attribute, text: str) -> bool:
        if isinstance(node, Attribute):
            return not {flag.strip() for flag in text.split(";")}.isdisjoint(node.flags)
        lists = [self.policy.offenses[name] for name in node.lists]
        attempts = self.policy.policy.attempts
        return any(is_covered(text, one.statutes, attempts if one.include_attempts else ()) for one in lists)


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
