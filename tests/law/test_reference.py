"""The tables of the reference: every key of a law, each with an example that can be read and a law that needs it."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from inspect import get_annotations
from typing import Any, Literal, get_args, get_origin

import pytest

from clearance.law.files import LIBRARY, law_names
from clearance.law.policy import Policy, build_policy
from clearance.law.problem import Strict
from clearance.law.provision import Provision, Text
from clearance.law.requirement import ChargeDate, DateAnchor, ExtremeAnchor, Period, Scope
from clearance.law.selector import DATE_COMPARISONS, NUMBER_COMPARISONS, WORDS
from clearance.law.vocabulary import FACTS

REFERENCE = LIBRARY.parent / "README.md"
#: A law with a table for every section of the reference, each with no more than it must have.
EVERY_TABLE = """
policy = { id = "example", title = "Example", jurisdiction = "US-XX", citation = "X.S. 1", limit = [{ max = 1 }] }
offenses = { violent = { statutes = ["18-3"] } }
track = [{ id = "all", relief = "seal", covers = {}, requires = [{ id = "asked", says = "A condition.", is = {} }] }]
unstated = [{ id = "more", says = "The law says more." }]

[process]
petition = { needed = false }
initiator = { agency = "Bureau" }
agency = [{ id = "courts", name = "Courts", kind = "court", role = "must_shield" }]
records = { medium = "all" }
money = { bars = false }
timeline = { suspended = [{ from = 2024-01-01 }] }
deadline = [{ id = "list", says = "The list is made.", by = 2026-01-01 }]
wave = [{ by = 2026-01-01 }]
objections = { allowed = true, ground = [{ id = "wrong", says = "It is wrong." }] }
order = { needed = false }
safeguards = {}
reversal = [{ id = "error", says = "It was an error.", on = "error" }]
notice = { to_person = "none" }
lookup = { open_to = "person" }
reporting = {}
retention = { kept = "sealed" }
jurisdiction = { preserved = true }
duty = [{ id = "other", says = "Something else." }]

[people]
may_answer = { says = "You may say no." }
still_visible = { says = "Courts see it." }
other_relief = { says = "You can ask a court." }
legal_aid = [{ name = "Legal Aid", phone = "555-0100" }]
"""
FORMS = {"is", "count", "wait", "gap"}
#: Sections that are not called after a table of the file: where their keys stand in a law ("" for anywhere), and to
#: which table their examples belong.
PLACES = {
    "count": ("track.requires.count", "track.requires"),
    "wait": ("track.requires.wait", "track.requires"),
    "gap": ("track.requires.gap", "track.requires"),
    "Dates to count from": ("track.requires.wait.from", "track.requires"),
    "Periods": ("", "track.requires"),
    "Scopes": ("", "track.requires"),
    "Selectors": ("", "track.covers"),
    "Texts": ("", "policy"),
    "Every part of a law": ("", "track"),
}
#: Parts of the model that stand in many tables, and the section for all of them.
SHARED: dict[type, str] = {
    Text: "Texts",
    Period: "Periods",
    Provision: "Every part of a law",
    ChargeDate: "Dates to count from",
    DateAnchor: "Dates to count from",
    ExtremeAnchor: "Dates to count from",
}
#: Fields that are no keys of the file: reading it makes them.
MADE = {"sha256", "dates"}
NO_LAW = "none yet"

_SECTION = re.compile(r"^##+ (.*?)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| (.+) \| (.+) \| `([^`]+)` \| (.+) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Row:
    """A line of a table: the keys it explains, with an example, and a law that has them."""

    section: str
    keys: tuple[str, ...]
    required: bool
    example: str
    law: str

    @property
    def place(self) -> tuple[str, str]:
        return PLACES.get(self.section, (self.section, self.section))


def headings() -> list[str]:
    return [heading.strip("[`]") for heading, _ in _SECTION.findall(REFERENCE.read_text(encoding="utf-8"))]


@cache
def rows() -> list[Row]:
    return [
        Row(heading.strip("[`]"), tuple(re.findall(r"`(\w+)`", keys)), keys.startswith("**"), example, law)
        for heading, text in _SECTION.findall(REFERENCE.read_text(encoding="utf-8"))
        for keys, _, example, law in _ROW.findall(text)
    ]


def read(example: str) -> dict[str, Any]:
    return tomllib.loads(f"example = {{ {example} }}", parse_float=Decimal)["example"]


def every_table(data: Any) -> Iterator[dict[str, Any]]:
    """The tables in a law, at any depth."""
    if isinstance(data, dict):
        yield data
    for inner in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from every_table(inner)


def tables_at(data: Any, path: str) -> Iterator[dict[str, Any]]:
    """The tables that stand at a path such as `track.requires`; NAME is any name."""
    name, _, rest = path.partition(".")
    if isinstance(data, list):
        for one in data:
            yield from tables_at(one, path)
    elif isinstance(data, dict):
        if not path:
            yield data
        for inner in data.values() if name == "NAME" else [data.get(name)]:
            yield from tables_at(inner, rest)


@cache
def library_law(name: str) -> dict[str, Any]:
    return tomllib.loads((LIBRARY / f"{name}.toml").read_text(encoding="utf-8"))


def needs(law: str, row: Row, key: str) -> bool:
    """Whether the law has the key, and with it says something that it would not say without it."""
    data = library_law(law)
    if row.section == "Scopes":
        return any(table.get("in") == key for table in every_table(data))
    path, _ = row.place
    unless_said = [one.default for one in all_keys() if (one.section, one.name) == (row.section, key)]
    tables = tables_at(data, path) if path else every_table(data)
    return any(key in table and table[key] not in unless_said for table in tables)


def each_row(*, of_a_key: bool = False) -> list[Any]:
    return [pytest.param(row, id=f"{row.section}: {' '.join(row.keys)}") for row in rows() if row.keys or not of_a_key]


@pytest.mark.parametrize("row", each_row())
def test_the_example_of_a_key_can_be_read_in_a_law(row):
    law = tomllib.loads(EVERY_TABLE)
    example = read(row.example)
    table = next(tables_at(law, row.place[1]))
    for form in FORMS if FORMS & set(example) else ():
        table.pop(form, None)
    table.update(example)
    assert build_policy(law)


@pytest.mark.parametrize("row", each_row(of_a_key=True))
def test_the_example_of_a_key_has_the_key(row):
    names = {name for table in every_table(read(row.example)) for name in (*table, table.get("in"))}
    assert set(row.keys) <= names


@pytest.mark.parametrize("row", each_row(of_a_key=True))
def test_the_law_beside_a_key_needs_it_or_no_law_does(row):
    for key in row.keys:
        if row.law == NO_LAW:
            assert not [law for law in law_names() if needs(law, row, key)]
        else:
            assert needs(row.law, row, key)


# ---- That the reference leaves out no key of the model, and invents none


def inside(annotation: Any, wanted: Any) -> Iterator[Any]:
    """What `wanted` takes out of a type and of the types that it is made of."""
    yield from wanted(annotation)
    for part in get_args(annotation):
        yield from inside(part, wanted)


def models_in(annotation: Any) -> Iterator[type[Strict]]:
    return inside(annotation, lambda one: [one] if isinstance(one, type) and issubclass(one, Strict) else [])


def codes_in(annotation: Any) -> Iterator[str]:
    return inside(annotation, lambda one: get_args(one) if get_origin(one) is Literal else [])


@dataclass(frozen=True)
class Key:
    """A key of the file, as the model has it; `own_section` is where it would stand if it is a table itself."""

    section: str
    name: str
    required: bool
    default: Any
    own_section: str
    codes: frozenset[str]


@cache
def all_keys() -> list[Key]:
    return list(keys_of(Policy))


def keys_of(model: type[Strict], path: str = "") -> Iterator[Key]:
    """Every key of a table, and of the tables inside it."""
    left = model.model_fields.keys() - MADE
    for part in model.__mro__:
        section = SHARED.get(part) or section_at(path)
        names = get_annotations(part).keys() & left
        left -= names
        for name in names:
            field = model.model_fields[name]
            key = field.alias or name
            codes = frozenset(codes_in(field.annotation))
            yield Key(section, key, field.is_required(), field.default, section_at(f"{path}.{key}"), codes)
    for name, field in model.model_fields.items():
        for inner in models_in(field.annotation):
            yield from keys_of(inner, f"{path}.{field.alias or name}")


def section_at(path: str) -> str:
    """The section for the table at a path such as `.track.requires.count`."""
    place = path.removeprefix(".").replace("offenses", "offenses.NAME")
    return next((section for section, (keys_at, _) in PLACES.items() if keys_at == place), place)


def test_every_key_of_a_law_has_its_place_in_the_reference():
    explained = {(row.section, key, row.required) for row in rows() for key in row.keys}
    keys = {(key.section, key.name, key.required) for key in all_keys() if key.own_section not in headings()}
    assert keys - explained == set()


def test_the_reference_explains_no_key_that_a_law_cannot_have():
    known = {(key.section, key.name) for key in all_keys()}
    words = {("Selectors", word) for word in (*WORDS, *NUMBER_COMPARISONS, *DATE_COMPARISONS)}
    scopes = {("Scopes", scope) for scope in get_args(Scope)}
    explained = {(row.section, key) for row in rows() for key in row.keys}
    assert explained - known == words | scopes


def test_the_reference_names_every_code_and_every_fact():
    text = REFERENCE.read_text(encoding="utf-8")
    codes = {code for key in all_keys() for code in key.codes if isinstance(code, str)}
    facts = {fact for fact in FACTS if not fact.endswith("_id")}
    of_facts = {code for _, column in FACTS.values() for code in column.codes}
    assert {name for name in codes | facts | of_facts if f"`{name}`" not in text} == set()
