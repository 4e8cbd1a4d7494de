"""The cases of a law: short histories, each a sentence, with what the law should say of them."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, create_model, model_validator

from .files import read_text, tables_of
from .problem import ListOf, PolicyError, Strict, policy_error, problem, refuse_doubles
from .provision import Id
from .vocabulary import FACTS, Column

Outcome = Literal["eligible", "later", "undetermined", "ineligible"]

_TYPES: dict[str, Any] = {
    "text": str,
    "date": date,
    "yes_no": bool,
    "whole": int,
    "decimal": int | Decimal,
    "flags": ListOf[str],
}


def _type(column: Column) -> Any:
    return Literal[column.codes] if column.kind == "code" else _TYPES[column.kind]


def _facts_in(*tables: str) -> dict[str, Any]:
    """A field for every fact of these tables; what is left out is unknown."""
    return {
        fact.replace(".", "_"): (_type(column), Field(None, alias=fact))
        for fact, (table, column) in FACTS.items()
        if table in tables and not column.required
    }


class _Facts(Strict):
    """A table whose keys are facts, named as in `vocabulary.FACTS`."""

    def facts(self) -> dict[str, Any]:
        """The facts that are given, by name."""
        return {
            fact: value for fact, value in self.model_dump(by_alias=True, exclude_unset=True).items() if fact in FACTS
        }


AnyFacts = create_model("AnyFacts", __base__=_Facts, **_facts_in("charges", "cases", "people"))
PersonFacts = create_model("PersonFacts", __base__=_Facts, **_facts_in("people"))
ChargeFacts = create_model("ChargeFacts", __base__=_Facts, **_facts_in("charges", "cases"))


class Expectation(Strict):
    """What the law should say of a charge. Only the keys that are given are compared."""

    outcome: Outcome
    eligible_on: date | None = None
    track: str | None = None
    reasons: ListOf[str] | None = None
    missing: ListOf[str] | None = None


class CaseCharge(ChargeFacts):
    """A charge. Those that name the same `case` share it; one that names none is a case of its own."""

    id: Id
    case: Id | None = None
    statute: str = Field(min_length=1)
    #: Facts that are not known of this charge, where `unless_said` gives them.
    unknown: ListOf[Literal[tuple(FACTS)]] = ()
    expect: Expectation | None = None

    @property
    def case_key(self) -> str:
        """The same for the charges of one case, and for no others of this person."""
        return self.case or f"/{self.id}"


class Case(Strict):
    """One person's history, told in a sentence, with what the law should say of it on the day `as_of`."""

    id: Id
    says: Annotated[str, Field(min_length=1)]
    as_of: date
    person: PersonFacts = Field(default_factory=PersonFacts)
    charge: ListOf[CaseCharge]

    @model_validator(mode="after")
    def _can_be_checked(self) -> "Case":
        refuse_doubles("charge", [charge.id for charge in self.charge])
        if not any(charge.expect for charge in self.charge):
            raise problem("no charge with expect", "one or more", ("charge",))
        self._refuse_contradictions()
        return self

    def _refuse_contradictions(self) -> None:
        said: dict[tuple[str, str], Any] = {}
        for index, charge in enumerate(self.charge):
            for fact, value in charge.facts().items():
                if FACTS[fact][0] == "cases" and said.setdefault((charge.case_key, fact), value) != value:
                    earlier = said[charge.case_key, fact]
                    raise problem(value, f"{earlier}, as another charge of the same case says", ("charge", index, fact))


class Cases(Strict):
    """The file of a law's cases. `unless_said`: facts that hold in all of them unless a charge says otherwise."""

    unless_said: AnyFacts = Field(default_factory=AnyFacts)
    case: ListOf[Case]

    @model_validator(mode="after")
    def _one_id_each(self) -> "Cases":
        refuse_doubles("case", [case.id for case in self.case])
        return self


def load_cases(path: Path) -> Cases:
    """The cases in a file. Raises PolicyError."""
    if not path.is_file():
        raise PolicyError(f"{path}: no such file. The cases of LAW.toml stand beside it, in LAW.cases.toml.")
    data = tables_of(read_text(path), str(path))
    try:
        return Cases.model_validate(data)
    except ValidationError as error:
        raise policy_error(error, str(path)) from None
