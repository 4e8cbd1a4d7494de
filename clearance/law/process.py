"""How a law is carried out: who acts, who is told, by when, who may object, what the person learns, what is reported.

Every section may be left out; the law is then silent on it. The engine reads none of it.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from .problem import ListOf, Strict, problem
from .provision import Id, Provision, Text
from .requirement import Period

AgencyKind = Literal["court", "repository", "prosecutor", "corrections", "probation", "police", "other"]
Every = Literal["daily", "weekly", "monthly", "quarterly", "annually"]
#: What an agency may need to find its own record: the names of a person, or a column of the record format.
DataPoint = Literal[
    "name",
    "birth_date",
    "court",
    "case_number",
    "tracking_number",
    "sequence",
    "statute",
    "offense_date",
    "arrest_date",
    "filed_date",
    "disposition_date",
]


def _whole_too(value: Any) -> Any:
    """0 and 1 are shares as well as 0.5."""
    return Decimal(value) if type(value) is int else value


Share = Annotated[Decimal, BeforeValidator(_whole_too), Field(ge=0, le=1)]


class Petition(Provision):
    """Whether a person must ask, by a petition or a form, before a record is cleared."""

    needed: bool


class Initiator(Provision):
    """Who determines which records are eligible. `several`: each agency for itself; no `kind`: the law does not say."""

    agency: Text
    kind: AgencyKind | None = None
    level: Literal["state", "local", "several"] = "state"


class Agency(Provision):
    """An agency that is told what is cleared. `data` is what it needs to find its own record."""

    id: Id
    name: Text
    kind: AgencyKind
    role: Literal["must_shield", "notified_only"]
    within: Period | None = None
    certifies: bool = False
    data: ListOf[DataPoint] = ()


class Records(Provision):
    """Which records the law reaches. `out_of_state`: whether other states' records are checked."""

    medium: Literal["electronic", "all"] | None = None
    out_of_state: Literal["checked", "not_checked"] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Records":
        if self.medium is None and self.out_of_state is None:
            raise problem("neither medium nor out_of_state", "medium, out_of_state or both")
        return self


class Money(Provision):
    """Whether money that is owed (fines, fees, restitution) may keep a record from being cleared."""

    bars: bool


class Suspension(Strict):
    """A time in which the law was not carried out; no `to`: it has not ended."""

    from_: date = Field(alias="from")
    to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Suspension":
        if self.to is not None and self.to < self.from_:
            raise problem(f"from = {self.from_}, to = {self.to}", "an end that is not before the start")
        return self


class Timeline(Provision):
    """When clearing starts and how often it is done. Not `binding`: the law calls its times goals."""

    starts: date | None = None
    every: Every | None = None
    re_review: Literal["every_run", "annually", "never"] | None = None
    binding: bool = True
    depends_on_funding: bool = False
    suspended: ListOf[Suspension] = ()


class Deadline(Provision):
    """What must be done by a day (`by`), or within a time of what came before (`within`)."""

    id: Id
    says: Text
    who: AgencyKind | None = None
    by: date | None = None
    within: Period | None = None

    @model_validator(mode="after")
    def _some_time(self) -> "Deadline":
        if self.by is None and self.within is None:
            raise problem("neither by nor within", "by, within or both")
        return self


class Wave(Provision):
    """A part of the backlog: the records of these days are to be cleared by a day."""

    records_from: date | None = None
    records_to: date | None = None
    by: date


class Ground(Provision):
    """A reason for which the law allows an objection. `discretion`: it leaves the answer to someone's judgement."""

    id: Id
    says: Text
    discretion: bool = False
    money: bool = False


class Objections(Provision):
    """Who may object before a record is cleared, on which grounds, and what silence means."""

    allowed: bool
    by: ListOf[AgencyKind] = ()
    within: Period | None = None
    ground: ListOf[Ground] = ()
    on_silence: Literal["cleared", "held"] | None = None
    decided_by: AgencyKind | None = None

    @model_validator(mode="after")
    def _only_where_allowed(self) -> "Objections":
        if not self.allowed and (self.by or self.ground or self.within):
            raise problem("allowed = false with by, within or ground", "these only where objections are allowed")
        return self


class Order(Provision):
    """Whether a court must sign an order, and whether one order may hold many records."""

    needed: bool
    batch: bool = False


class Safeguards(Provision):
    """What stops a run until someone has looked. Shares go from 0 to 1.

    `rate_change`: how far the share of charges that are cleared may be from that of the last run, as a share of it.
    `undetermined`: the largest share of charges that may be undecided for want of data. `sample`: how many decisions of
    each outcome are checked by hand. `most_errors`: the largest rate of errors among them, at the upper end of its 95 %
    interval.
    """

    rate_change: Share = Decimal("0.2")
    undetermined: Share = Decimal("0.5")
    sample: int = Field(0, ge=0)
    most_errors: Share | None = None

    @model_validator(mode="after")
    def _errors_of_a_sample(self) -> "Safeguards":
        if self.most_errors is not None and not self.sample:
            raise problem("most_errors without sample", "most_errors only beside sample = 100 or so")
        return self


class Reversal(Provision):
    """On what a clearance is undone, and on whose motion."""

    id: Id
    says: Text
    on: Literal["error", "later_conviction", "unpaid_restitution"]
    by: ListOf[AgencyKind] = ()


class Notice(Provision):
    """How a person learns that a record was cleared."""

    to_person: Literal["none", "on_request", "sent", "campaign"]


class Lookup(Provision):
    """How a person sees their own record. What is left out the law does not say."""

    open_to: Literal["person", "agencies", "nobody"]
    free: bool | None = None
    confidential: bool | None = None
    on_demand: bool | None = None
    up_to_date: bool | None = None


ReportItem = Literal[
    "development", "cleared", "objections", "demographics", "offense_types", "record_age", "impact", "agency_times"
]


class Reporting(Provision):
    """What is counted, for whom, how often; whether it is published, and whether the process is audited."""

    every: Every | None = None
    to: Text | None = None
    items: ListOf[ReportItem] = ()
    public: bool = False
    audited: bool = False


class Retention(Provision):
    """What becomes of a cleared record, and who may still see it."""

    kept: Literal["sealed", "destroyed"]
    visible_to: ListOf[Text] = ()


class Jurisdiction(Provision):
    """Whether courts may still give other relief, before or after a record is cleared."""

    preserved: bool


class Duty(Provision):
    """Anything else that the law asks: of those who sell records, of agencies whose data are wrong."""

    id: Id
    says: Text


class Process(Strict):
    """The `[process]` table of a policy."""

    petition: Petition | None = None
    initiator: Initiator | None = None
    agency: ListOf[Agency] = ()
    records: Records | None = None
    money: Money | None = None
    timeline: Timeline | None = None
    deadline: ListOf[Deadline] = ()
    wave: ListOf[Wave] = ()
    objections: Objections | None = None
    order: Order | None = None
    safeguards: Safeguards | None = None
    reversal: ListOf[Reversal] = ()
    notice: Notice | None = None
    lookup: Lookup | None = None
    reporting: Reporting | None = None
    retention: Retention | None = None
    jurisdiction: Jurisdiction | None = None
    duty: ListOf[Duty] = ()

    def provisions(self) -> Iterator[tuple[str, Provision]]:
        """Every provision that the law makes, with its path: `initiator`, `agency.police`, `wave.1`."""
        for name in type(self).model_fields:
            section = getattr(self, name)
            if isinstance(section, tuple):
                for number, one in enumerate(section, 1):
                    yield f"{name}.{getattr(one, 'id', number)}", one
            elif section is not None:
                yield name, section
                yield from ((f"{name}.{ground.id}", ground) for ground in getattr(section, "ground", ()))
