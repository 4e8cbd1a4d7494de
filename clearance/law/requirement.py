"""The four requirements of the law language: is, count, wait and gap, and the anchors a wait runs from."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from .problem import Strict, problem
from .provision import Id, Provision, Text
from .selector import EVERYTHING, Node, Selector, fact_named, facts_of

Scope = Literal[
    "charge",
    "case",
    "same_offense_date",
    "same_arrest_date",
    "same_disposition_date",
    "person",
    "others",
    "other_cases",
    "earlier",
    "later",
]
DateFact = Annotated[str, AfterValidator(lambda name: fact_named(name, ("date",)))]
DaysFact = Annotated[str, AfterValidator(lambda name: fact_named(name, ("whole",)))]

#: A date compared where a scope or a gap speaks of earlier and later.
BY = "disposition_date"


def _distinct(name: str) -> str:
    return name if name == "case_id" else fact_named(name, ("date",))


class Period(Strict):
    """Years and months by calendar, then days."""

    years: int = Field(0, ge=0, le=1000)
    months: int = Field(0, ge=0, le=1000)
    days: int = Field(0, ge=0, le=100_000)


def _as_list(value: Any) -> Any:
    if value == []:
        raise problem(value, "a date's name, a table, or a list of these that is not empty")
    return tuple(value) if isinstance(value, list) else (value,)


class ChargeDate(Strict):
    """A date of a charge, its case or its person; with `plus`, that many days later."""

    date: DateFact
    plus: DaysFact | None = None

    def facts(self) -> tuple[str, ...]:
        """The facts it is made of."""
        return (self.date, self.plus) if self.plus else (self.date,)

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, data: Any) -> Any:
        return {"date": data} if isinstance(data, str) else data


#: What to take for a charge whose own date is missing, in the order in which it is tried.
ElseDates = Annotated[tuple[ChargeDate, ...], BeforeValidator(_as_list)]


class DateAnchor(ChargeDate):
    """A date of this charge."""

    else_: ElseDates = Field((), alias="else")

    @property
    def tried(self) -> tuple[ChargeDate, ...]:
        """The dates in the order they are tried."""
        return (ChargeDate(date=self.date, plus=self.plus), *self.else_)


class ExtremeAnchor(Strict):
    """The latest or earliest date (plus days) of the matching charges in a scope."""

    latest: DateFact | None = None
    earliest: DateFact | None = None
    plus: DaysFact | None = None
    else_: ElseDates = Field((), alias="else")
    of: Selector = EVERYTHING
    in_: Scope = Field("person", alias="in")
    by: DateFact = BY

    @model_validator(mode="after")
    def _one_of_both(self) -> "ExtremeAnchor":
        if (self.latest is None) == (self.earliest is None):
            raise problem("both" if self.latest else "neither", "one of latest and earliest")
        return self

    @property
    def date(self) -> str:
        return self.latest or self.earliest or ""

    @property
    def tried(self) -> tuple[ChargeDate, ...]:
        """The dates of each charge in the order they are tried."""
        return (ChargeDate(date=self.date, plus=self.plus), *self.else_)


def _anchor_kind(value: Any) -> str:
    return "?extreme" if isinstance(value, dict) and ("latest" in value or "earliest" in value) else "?date"


OneAnchor = Annotated[
    Annotated[DateAnchor, Tag("?date")] | Annotated[ExtremeAnchor, Tag("?extreme")], Discriminator(_anchor_kind)
]


class Anchor(Strict):
    """What a wait runs from: the latest of one or several dates."""

    dates: tuple[OneAnchor, ...]

    @model_validator(mode="before")
    @classmethod
    def _from_one_or_list(cls, data: Any) -> Any:
        return {"dates": _as_list(data)}


class Count(Strict):
    """How many matching charges, cases or days there may be in a scope."""

    of: Selector = EVERYTHING
    in_: Scope = Field("person", alias="in")
    min: int | None = Field(None, ge=0)
    max: int | None = Field(None, ge=0)
    distinct: Annotated[str, AfterValidator(_distinct)] | None = None
    by: DateFact = BY

    @model_validator(mode="after")
    def _bounds(self) -> "Count":
        if self.min is None and self.max is None:
            raise problem("neither min nor max", "min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise problem(f"min = {self.min}, max = {self.max}", "a min that is not above max")
        return self


class Wait(Period):
    """A time that must have passed since an anchor."""

    from_: Anchor = Field(alias="from")
    else_: Annotated[tuple[Anchor, ...], BeforeValidator(_as_list)] = Field((), alias="else")

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """The anchors in the order they are tried."""
        return (self.from_, *self.else_)


class Gap(Period):
    """The time that must lie between a date of this charge and the next (previous) matching charge of the person.

    `by` is the date of the other charges; `from` that of this one, the same unless said.
    """

    to: Literal["next", "previous"]
    from_: DateAnchor | None = Field(None, alias="from")
    of: Selector = EVERYTHING
    in_: Literal["person", "other_cases"] = Field("person", alias="in")
    by: DateFact = BY

    @property
    def start(self) -> DateAnchor:
        """The date of this charge that the others are held against."""
        return self.from_ or DateAnchor(date=self.by)

    @model_validator(mode="after")
    def _some_time(self) -> "Gap":
        if not (self.years or self.months or self.days):
            raise problem("no time", "years, months or days")
        return self


class Requirement(Provision):
    """One condition of a track; exactly one of its four forms is given."""

    id: Id
    says: Text
    when_missing: Literal["holds", "fails"] | None = None
    is_: Selector | None = Field(None, alias="is")
    count: Count | None = None
    wait: Wait | None = None
    gap: Gap | None = None

    @model_validator(mode="after")
    def _one_form(self) -> "Requirement":
        given = [
            name
            for name in ("is", "count", "wait", "gap")
            if getattr(self, "is_" if name == "is" else name) is not None
        ]
        if len(given) != 1:
            raise problem(" and ".join(given) or "no form", "exactly one of is, count, wait, gap")
        return self

    def selectors(self) -> Iterator[Node]:
        """Every selector in it."""
        if self.is_ is not None:
            yield self.is_
        for form in (self.count, self.gap):
            if form is not None:
                yield form.of
        yield from (one.of for one in self.dates() if isinstance(one, ExtremeAnchor))

    def dates(self) -> Iterator[OneAnchor]:
        """Every date that it counts from."""
        if self.gap is not None:
            yield self.gap.start
        if self.wait is not None:
            yield from (one for anchor in self.wait.anchors for one in anchor.dates)

    def facts(self) -> frozenset[str]:
        """Every fact it reads."""
        facts = {fact for selector in self.selectors() for fact in facts_of(selector)}
        if self.count is not None:
            facts |= scope_facts(self.count.in_, self.count.by)
            if self.count.distinct:
                facts.add(self.count.distinct)
        if self.gap is not None:
            facts.add(self.gap.by)
        for one in self.dates():
            facts |= {fact for day in one.tried for fact in day.facts()}
            if isinstance(one, ExtremeAnchor):
                facts |= scope_facts(one.in_, one.by)
        return frozenset(facts)


def scope_facts(scope: str, by: str) -> set[str]:
    """The date that decides which charges are in a scope."""
    if scope in ("earlier", "later"):
        return {by}
    if scope.startswith("same_"):
        return {scope.removeprefix("same_")}
    return set()
