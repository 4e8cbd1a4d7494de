"""The policy file: one version of a law, read, checked and known by the hash of its content."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator

from .files import law_file, read_text, tables_of
from .people import People
from .problem import ListOf, PolicyError, Strict, policy_error, problem, refuse_doubles, show
from .process import Process
from .provision import Id, Provision, Text, Unstated
from .requirement import Requirement
from .selector import EVERYTHING, Node, Offense, Selector, fact_named, facts_of, parts_of
from .statutes import ATTEMPT_SECTIONS, TO, normalize, read_range
from .vocabulary import Level, Relief

__all__ = [
    "Limit",
    "OffenseList",
    "Policy",
    "PolicyError",
    "Track",
    "build_policy",
    "load_policy",
    "parse_policy",
]


def _place(name: str) -> str:
    return name if name in ("case_id", "charge_id") else fact_named(name, ("date",))


def _statute(citation: str) -> str:
    if not normalize(citation):
        raise problem(citation, 'a statute such as "18-3-202(1)(a)"')
    if TO in citation and read_range(citation) is None:
        raise problem(
            citation,
            'a range such as "18-2701..18-2799": two sections that are the same up to their last number, in its order '
            "(what follows a full stop are decimals: 57.01, 57.1, 57.2, 58)",
        )
    return citation


class OffenseList(Provision):
    """A named list of statutes and ranges of them; each covers its own subsections.

    `described` is what the law says where it names no statute: whoever wrote the list had to read it into the law.
    """

    statutes: ListOf[Annotated[str, AfterValidator(_statute)]]
    include_attempts: bool = False
    described: Text | None = None


class Limit(Provision):
    """A lifetime cap on what is cleared, counted in date order."""

    id: Id = "limit"
    says: Text = Field(default_factory=lambda: Text(en="The law sets a lifetime limit."))
    max: int = Field(ge=0)
    of: Selector = EVERYTHING
    in_: Literal["person"] = Field("person", alias="in")
    distinct: Annotated[str, AfterValidator(_place)] = "disposition_date"


class Track(Provision):
    """One path to relief inside a policy. `redesignate_to` is the level that a redesignated charge gets.

    `effective`: it does not hold before that day, nor before the policy's.
    """

    id: Id
    effective: date | None = None
    relief: Relief
    redesignate_to: Level | None = None
    says: Text | None = None
    covers: Selector = EVERYTHING
    requires: ListOf[Requirement] = ()

    @model_validator(mode="after")
    def _one_id_each(self) -> "Track":
        refuse_doubles("requires", [requirement.id for requirement in self.requires])
        return self

    @model_validator(mode="after")
    def _a_new_level_where_it_is_redesignated(self) -> "Track":
        if self.redesignate_to and self.relief != "redesignate":
            raise problem(
                f"redesignate_to with relief = {self.relief!r}", 'redesignate_to only with relief = "redesignate"'
            )
        return self


class Header(Provision):
    """The `[policy]` table."""

    id: Id
    title: Text
    jurisdiction: str = Field(pattern=r"^US-[A-Z]{2}$")
    citation: str = Field(min_length=1)
    purpose: Literal["general", "decriminalization"] = "general"
    effective: date | None = None
    unit: Literal["charge", "case"] = "charge"
    attempts: ListOf[str] = ATTEMPT_SECTIONS
    limit: ListOf[Limit] = ()

    @model_validator(mode="before")
    @classmethod
    def _one_limit_is_a_list(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("limit"), dict):
            return {**data, "limit": (data["limit"],)}
        return data

    @model_validator(mode="after")
    def _one_id_each(self) -> "Header":
        refuse_doubles("limit", [limit.id for limit in self.limit])
        return self


class Policy(Strict):
    """One version of a law. `process` and `people` travel with it; the engine does not read them."""

    policy: Header
    offenses: dict[Id, OffenseList] = Field(default_factory=dict)
    track: ListOf[Track]
    process: Process = Field(default_factory=Process)
    people: People = Field(default_factory=People)
    unstated: ListOf[Unstated] = ()
    sha256: str = Field(exclude=True)

    @model_validator(mode="after")
    def _names_are_known(self) -> "Policy":
        if not self.track:
            raise problem("no [[track]]", "one or more", ("track",))
        refuse_doubles("track", [track.id for track in self.track])
        for path, selector in self._selectors():
            for part in parts_of(selector):
                for name in part.lists if isinstance(part, Offense) else ():
                    if name not in self.offenses:
                        raise problem(name, list(self.offenses) or "a list under [offenses.NAME]; there is none", path)
        return self

    def _selectors(self) -> Iterator[tuple[tuple[str | int, ...], Node]]:
        for index, limit in enumerate(self.policy.limit):
            yield ("policy", "limit", index, "of"), limit.of
        for index, track in enumerate(self.track):
            yield ("track", index, "covers"), track.covers
            for number, requirement in enumerate(track.requires):
                for selector in requirement.selectors():
                    yield ("track", index, "requires", number), selector

    def provisions(self) -> Iterator[tuple[str, Provision]]:
        """Every part of the law that carries a citation, with its path: `track.misdemeanors.seven-years`."""
        yield "policy", self.policy
        for limit in self.policy.limit:
            yield f"policy.limit.{limit.id}", limit
        for name, offenses in self.offenses.items():
            yield f"offenses.{name}", offenses
        for track in self.tracks:
            yield f"track.{track.id}", track
            for requirement in track.requires:
                yield f"track.{track.id}.{requirement.id}", requirement
        yield from ((f"process.{path}", provision) for path, provision in self.process.provisions())
        yield from ((f"people.{name}", advice) for name, advice in self.people.provisions())
        yield from ((f"unstated.{one.id}", one) for one in self.unstated)

    @property
    def id(self) -> str:
        return self.policy.id

    @property
    def title(self) -> Text:
        return self.policy.title

    @property
    def tracks(self) -> ListOf[Track]:
        """The paths to relief, in the law's order of preference."""
        return self.track

    def starts(self, track: Track) -> date | None:
        """The day before which the track does not hold, whatever it asks."""
        return max((day for day in (self.policy.effective, track.effective) if day), default=None)

    @cached_property
    def columns(self) -> frozenset[str]:
        """Every fact the policy reads, by its name in `vocabulary.FACTS`."""
        facts = {fact for _, selector in self._selectors() for fact in facts_of(selector)}
        facts |= {fact for track in self.track for one in track.requires for fact in one.facts()}
        if self.policy.limit:
            facts |= {"disposition_date", *(limit.distinct for limit in self.policy.limit)}
        return frozenset(facts)


def load_policy(name: str | Path) -> Policy:
    """The policy in a file, or the law of that name in the library. Raises PolicyError."""
    path = law_file(name)
    return parse_policy(read_text(path), str(path))


def parse_policy(text: str, source: str = "the policy") -> Policy:
    """The policy that a TOML text means. `source` names it in errors. Raises PolicyError."""
    return build_policy(tables_of(text, source), source)


def build_policy(data: dict[str, Any], source: str = "the policy") -> Policy:
    """The policy that the tables of a TOML file mean. Raises PolicyError."""
    try:
        if "sha256" in data:
            raise PolicyError(f"{source}: found the key 'sha256'; the hash is computed, never given. Take it out.")
        return Policy.model_validate({**data, "sha256": content_hash(data)})
    except ValidationError as error:
        raise policy_error(error, source) from None
    except RecursionError:
        raise PolicyError(f"{source}: selectors stand too deep inside one another.") from None


def content_hash(data: dict[str, Any]) -> str:
    """SHA-256 of the content, in hex: the same whatever the comments, layout and order of keys."""
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_typed)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _typed(value: Any) -> dict[str, str]:
    """Dates and decimals with their type, so that a date and the text of it differ."""
    if isinstance(value, date | datetime):
        return {"$date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"$decimal": str(value.normalize())}
    raise PolicyError(f"found {show(value)}; allowed: texts, numbers, dates, true, false, lists and tables")
