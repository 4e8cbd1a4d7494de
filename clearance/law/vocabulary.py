"""The words a policy may use for facts: every column of the record format, its kind and its codes."""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["text", "code", "date", "yes_no", "whole", "decimal", "flags"]


@dataclass(frozen=True)
class Column:
    """One column of the record format. `codes` are the only values a column of kind "code" may hold."""

    name: str
    kind: Kind = "text"
    required: bool = False
    codes: tuple[str, ...] = ()


Level = Literal["felony", "misdemeanor", "infraction", "violation", "ordinance", "petty"]
LEVELS = get_args(Level)
DISPOSITIONS = (
    "convicted",
    "acquitted",
    "dismissed",
    "dismissed_without_prejudice",
    "nolle_prosequi",
    "not_charged",
    "diverted",
    "deferred",
    "pardoned",
    "vacated",
    "pending",
    "other",
)
Relief = Literal["seal", "set_aside", "expunge", "dismiss", "redesignate"]
RELIEFS = get_args(Relief)


def _columns(*columns: Column) -> dict[str, Column]:
    return {column.name: column for column in columns}


PEOPLE = _columns(
    Column("person_id", required=True),
    Column("birth_date", "date"),
    Column("sex"),
    Column("race"),
    Column("ethnicity"),
    Column("deceased", "yes_no"),
    Column("registered", "yes_no"),
    Column("county"),
)
CASES = _columns(
    Column("case_id", required=True),
    Column("person_id", required=True),
    Column("court"),
    Column("county"),
    Column("jurisdiction"),
    Column("case_number"),
    Column("tracking_number"),
    Column("filed_date", "date"),
    Column("status", "code", codes=("open", "closed")),
    Column("medium", "code", codes=("electronic", "paper")),
    Column("restitution_owed", "decimal"),
    Column("fines_owed", "decimal"),
    Column("paid_date", "date"),
    Column("supervised", "yes_no"),
    Column("supervision_end_date", "date"),
    Column("release_date", "date"),
    Column("revoked_date", "date"),
    Column("warrant", "yes_no"),
    Column("last_activity_date", "date"),
)
CHARGES = _columns(
    Column("charge_id", required=True),
    Column("case_id", required=True),
    Column("person_id", required=True),
    Column("sequence", "whole"),
    Column("statute", required=True),
    Column("description"),
    Column("level", "code", codes=LEVELS),
    Column("grade"),
    Column("max_sentence_days", "whole"),
    Column("quantity", "decimal"),
    Column("offense_date", "date"),
    Column("arrest_date", "date"),
    Column("filed_date", "date"),
    Column("disposition", "code", codes=DISPOSITIONS),
    Column("disposition_date", "date"),
    Column("plea"),
    Column("sentence_date", "date"),
    Column("sentence_days", "whole"),
    Column("completion_date", "date"),
    Column("attributes", "flags"),
)
NAMES = _columns(
    Column("person_id", required=True),
    Column("kind"),
    Column("last_name"),
    Column("first_name"),
    Column("middle_name"),
    Column("suffix"),
)
IDENTIFIERS = _columns(
    Column("person_id", required=True),
    Column("kind", "code", required=True, codes=("state_id", "license", "ssn")),
    Column("value", required=True),
)
ADDRESSES = _columns(
    Column("person_id", required=True),
    Column("street"),
    Column("city"),
    Column("region"),
    Column("postal_code"),
    Column("country"),
    Column("confirmed_date", "date"),
)

TABLES: dict[str, dict[str, Column]] = {
    "people": PEOPLE,
    "cases": CASES,
    "charges": CHARGES,
    "names": NAMES,
    "identifiers": IDENTIFIERS,
    "addresses": ADDRESSES,
}


def _facts() -> dict[str, tuple[str, Column]]:
    facts: dict[str, tuple[str, Column]] = {}
    for table in ("charges", "cases", "people"):
        for name, column in TABLES[table].items():
            if name not in facts:
                facts[name] = (table, column)
            elif not column.required:
                facts[f"{'case' if table == 'cases' else 'person'}.{name}"] = (table, column)
    return facts


#: Every fact a policy may name, with the table it stands in and its column. The charge's column comes first, then the
#: case's, then the person's; a name that an earlier table has taken is written `case.NAME` or `person.NAME`.
FACTS = _facts()
