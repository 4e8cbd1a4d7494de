"""How a source profile makes one cell of the record format out of the cells of an agency's row."""

import re
from abc import ABC, abstractmethod
from datetime import date
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from clearance.engine.records.cells import FIRST_DATE, LAST_DATE
from clearance.law.problem import Strict, problem

from .conditions import When, checked_pattern

OnTrouble = Literal["unknown", "reject"]


class Form(Strict, ABC):
    """One way to make a cell. `value` may be null where the agency's cells do not say."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    @abstractmethod
    def columns(self) -> frozenset[str]:
        """The columns of the extract it reads."""

    @abstractmethod
    def value(self) -> pl.Expr:
        """The cell, from the extract's columns."""

    def trouble(self) -> tuple[pl.Expr, str, str, str] | None:
        """For forms that refuse some rows: which, the column of the extract at fault, why and what to do."""
        return None


class Copy(Form):
    """The cell of one column as it is."""

    column: str

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, data: Any) -> Any:
        return {"column": data} if isinstance(data, str) else data

    def columns(self) -> frozenset[str]:
        return frozenset([self.column])

    def value(self) -> pl.Expr:
        return pl.col(self.column)


class Constant(Form):
    """The same for every row."""

    constant: str

    def columns(self) -> frozenset[str]:
        return frozenset()

    def value(self) -> pl.Expr:
        return pl.lit(self.constant)


class DateCell(Form):
    """A date in one of several ways of writing, tried in order; ISO 8601 is always tried last."""

    date: str
    formats: list[str] = Field(default_factory=list)
    earliest: date = FIRST_DATE
    latest: date = LAST_DATE
    impossible: OnTrouble = "reject"

    @model_validator(mode="after")
    def _formats_are_dates(self) -> "DateCell":
        for number, one in enumerate(self.formats):
            if not any(day in one for day in ("%d", "%e", "%D", "%F", "%j", "%v", "%x")):
                raise problem(one, 'a way to write a whole date, such as "%m/%d/%Y"', ("formats", number))
        return self

    def columns(self) -> frozenset[str]:
        return frozenset([self.date])

    def value(self) -> pl.Expr:
        cell = pl.col(self.date)
        day = pl.coalesce(cell.str.strptime(pl.Date, one, strict=False) for one in (*self.formats, "%Y-%m-%d"))
        return pl.when(day.is_between(self.earliest, self.latest)).then(day)

    def trouble(self) -> tuple[pl.Expr, str, str, str] | None:
        if self.impossible == "unknown":
            return None
        return (
            self.value().is_null() & pl.col(self.date).is_not_null(),
            self.date,
            f"is not a calendar date from {self.earliest} to {self.latest}",
            f"Mend the date, or the profile's formats ({', '.join(self.formats) or '%Y-%m-%d'}).",
        )


class Rule(Strict):
    """Text to code: rows that match `when` get `then`; an empty `then` is unknown."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    when: When
    then: str


class Rules(Form):
    """The first rule that matches gives the cell; where none does, `otherwise`, else unknown or a rejected row."""

    rules: list[Rule]
    otherwise: str | None = None
    unmatched: OnTrouble = "unknown"

    def columns(self) -> frozenset[str]:
        return frozenset().union(*(rule.when.columns for rule in self.rules))

    def value(self) -> pl.Expr:
        result = pl.lit(self.otherwise, pl.String)
        for rule in reversed(self.rules):
            result = pl.when(rule.when.holds).then(pl.lit(rule.then or None, pl.String)).otherwise(result)
        return result

    def trouble(self) -> tuple[pl.Expr, str, str, str] | None:
        if self.unmatched == "unknown" or self.otherwise is not None:
            return None
        matched = pl.any_horizontal(rule.when.holds for rule in self.rules)
        return ~matched, min(self.columns()), "is matched by none of the profile's rules", "Add a rule to the profile."


class Pattern(Strict):
    """A regular expression, and the text to make of its groups (`$1`, `$2`)."""

    pattern: Annotated[str, AfterValidator(checked_pattern)]
    template: str = "$1"

    @model_validator(mode="after")
    def _groups_exist(self) -> "Pattern":
        groups = len(pl.Series([""]).str.extract_groups(self.pattern).struct.fields)
        for number in map(int, re.findall(r"\$(\d)", self.template)):
            if not 1 <= number <= groups:
                raise problem(f"${number}", f"$1 to ${groups}, the groups of the pattern", ("template",))
        return self

    def found_in(self, cell: pl.Expr) -> pl.Expr:
        """The text made of the first match, null without one."""
        parts = [
            cell.str.extract(self.pattern, int(part[1])).fill_null("") if re.fullmatch(r"\$\d", part) else pl.lit(part)
            for part in re.split(r"(\$\d)", self.template)
            if part
        ]
        return pl.when(cell.str.contains(self.pattern)).then(pl.concat_str(parts))


class Extract(Form):
    """Text pulled out of a column by the first pattern that is found in it, else unknown."""

    extract: str
    patterns: list[Pattern] = Field(min_length=1)

    def columns(self) -> frozenset[str]:
        return frozenset([self.extract])

    def value(self) -> pl.Expr:
        return pl.coalesce(pattern.found_in(pl.col(self.extract)) for pattern in self.patterns)


class Key(Form):
    """Several columns joined into an id; empty where one of them is. `repeats = "number"` tells equal ids apart."""

    key: list[str] = Field(min_length=1)
    separator: str = "/"
    repeats: Literal["reject", "number"] = "reject"

    def columns(self) -> frozenset[str]:
        return frozenset(self.key)

    def value(self) -> pl.Expr:
        return pl.concat_str(self.key, separator=self.separator)


class Flags(Form):
    """`;`-separated flags, each where its condition holds."""

    flags: dict[Annotated[str, Field(pattern=r"^[a-z0-9_]+$")], When]

    def columns(self) -> frozenset[str]:
        return frozenset().union(*(when.columns for when in self.flags.values()))

    def value(self) -> pl.Expr:
        each = [pl.when(when.holds).then(pl.lit(flag)) for flag, when in self.flags.items()]
        return pl.concat_str(each, separator=";", ignore_nulls=True)


_FORMS = ("column", "constant", "date", "rules", "extract", "key", "flags")


def _word(found: Any) -> str | None:
    if isinstance(found, str):
        return "column"
    return next((word for word in _FORMS if isinstance(found, dict) and word in found), None)


def _known_form(found: Any) -> Any:
    if _word(found) is None:
        raise problem(found, f"the name of a column in quotes, or a table with one of {', '.join(_FORMS)}")
    return found


AnyForm = Annotated[
    Annotated[Copy, Tag("?column")]
    | Annotated[Constant, Tag("?constant")]
    | Annotated[DateCell, Tag("?date")]
    | Annotated[Rules, Tag("?rules")]
    | Annotated[Extract, Tag("?extract")]
    | Annotated[Key, Tag("?key")]
    | Annotated[Flags, Tag("?flags")],
    Discriminator(lambda found: f"?{_word(found)}"),
    BeforeValidator(_known_form),
]
