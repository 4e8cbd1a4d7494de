"""Random laws, in the whole of the language, as the tables that their TOML files would give."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from tests.engine.strategies_people import FLAGS, LISTED, cells

DATES = ["disposition_date", "disposition_date", "offense_date", "sentence_date", "filed_date", "completion_date"]
DATES_OF_OTHERS = ["case.filed_date", "release_date", "revoked_date", "paid_date", "last_activity_date"]
TEXTS = [
    "level",
    "level",
    "disposition",
    "disposition",
    "status",
    "sex",
    "county",
    "person.county",
    "grade",
    "jurisdiction",
]
FLAGS_YES_NO = ["deceased", "supervised", "registered", "warrant"]
NUMBERS = ["sentence_days", "max_sentence_days", "sequence"]
AMOUNTS = ["restitution_owed", "fines_owed", "quantity"]
BOUNDS = {
    "number": (["at_least", "above"], ["at_most", "below"]),
    "date": (["on_or_after", "after"], ["on_or_before", "before"]),
}
FIRST_DAYS = st.sampled_from([date(2020, 1, 1), date(2024, 3, 1), date(2025, 6, 1)])
SCOPES = [
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


@st.composite
def selectors(draw: st.DrawFn, depth: int = 2) -> dict:
    selector: dict = {}
    for _ in range(draw(st.sampled_from([0, 1, 1, 1, 2]))):
        selector.update(draw(keys(depth)))
    return selector


@st.composite
def keys(draw: st.DrawFn, depth: int) -> dict:
    """One key of a selector with its value."""
    simple = ["text", "text", "text", "yes_no", "number", "amount", "date", "offense", "attribute", "age", "missing"]
    kind = draw(st.sampled_from(simple + ["any", "all", "not", "not"] * (depth > 0)))
    if kind == "not":
        return {"not": draw(selectors(depth - 1))}
    if kind in ("any", "all"):
        return {kind: draw(st.lists(selectors(depth - 1), max_size=2))}
    if kind == "offense":
        return {"offense": draw(st.sampled_from(["first", "second", ["first", "second"]]))}
    if kind == "attribute":
        return {"attribute": draw(st.sampled_from([*FLAGS, FLAGS]))}
    if kind == "age":
        bounds = draw(st.sampled_from([{"under": 21}, {"at_least": 21}, {"at_least": 20, "under": 25}, {"under": 57}]))
        return {"age_at": {"date": draw(st.sampled_from(DATES)), **bounds}}
    if kind == "missing":
        facts = st.sampled_from([*TEXTS, *DATES, *DATES_OF_OTHERS, *NUMBERS, *AMOUNTS, "statute", "birth_date"])
        return {"missing": draw(st.one_of(facts, st.lists(facts, min_size=1, max_size=2)))}
    if kind == "yes_no":
        return {draw(st.sampled_from(FLAGS_YES_NO)): draw(st.booleans())}
    if kind == "text":
        column = draw(st.sampled_from(TEXTS))
        value = st.sampled_from(cells(column))
        return {column: draw(st.one_of(value, value, st.lists(value, max_size=2)))}
    column = draw(st.sampled_from({"number": NUMBERS, "amount": AMOUNTS, "date": DATES + DATES_OF_OTHERS}[kind]))
    return {column: draw(_compared(column, "date" if kind == "date" else "number"))}


@st.composite
def _compared(draw: st.DrawFn, column: str, kind: str) -> Any:
    """A value of the column, a list of them, one bound, or a lower and an upper bound."""
    value = st.sampled_from(cells(column) + [50] * (column in AMOUNTS))
    low, high = (st.sampled_from(names) for names in BOUNDS[kind])
    form = draw(st.sampled_from(["value", "list", "low", "high", "between"]))
    if form == "value":
        return draw(value)
    if form == "list":
        return draw(st.lists(value, max_size=2))
    bounds = {draw(low): draw(value)} if form != "high" else {}
    return bounds | ({draw(high): draw(value)} if form != "low" else {})


def scoped(draw: st.DrawFn) -> dict:
    """The keys `of`, `in` and `by`, each perhaps left out."""
    table: dict = {}
    if draw(st.integers(0, 4)):
        table["of"] = draw(selectors())
    if draw(st.integers(0, 5)):
        table["in"] = draw(st.sampled_from(SCOPES))
    if table.get("in") in ("earlier", "later") and draw(st.booleans()):
        table["by"] = draw(st.sampled_from(DATES))
    return table


@st.composite
def counts(draw: st.DrawFn) -> dict:
    table = scoped(draw)
    table |= draw(st.sampled_from([{"max": 0}, {"max": 0}, {"max": 1}, {"min": 1}, {"min": 2}, {"min": 1, "max": 2}]))
    if draw(st.integers(0, 2)) == 0:
        table["distinct"] = draw(st.sampled_from(["case_id", "disposition_date", "offense_date", "case.filed_date"]))
    return {"count": table}


PERIODS = st.sampled_from(
    [
        {"years": 1},
        {"years": 3},
        {"years": 4},
        {"years": 7},
        {"months": 1},
        {"months": 12},
        {"years": 1, "months": 1},
        {"days": 1},
        {"days": 365},
        {"years": 1, "days": 1},
        {"months": 1, "days": 28},
        {"years": 1000},
    ]
)


@st.composite
def single_anchors(draw: st.DrawFn) -> str | dict:
    kind = draw(st.sampled_from(["column", "column", "date", "latest", "latest", "earliest"]))
    if kind in ("column", "date"):
        return draw(own_dates())
    return draw(with_else(kind, 5)) | scoped(draw)


@st.composite
def own_dates(draw: st.DrawFn) -> str | dict:
    """A date of the charge itself."""
    return draw(st.one_of(st.sampled_from([*DATES, *DATES_OF_OTHERS, "birth_date"]), with_else("date", 2)))


@st.composite
def with_else(draw: st.DrawFn, kind: str, one_in: int) -> dict:
    """A table that names a date in `kind`, and perhaps what to take where it is missing."""
    table = draw(dates_plus(kind, one_in))
    if draw(st.integers(0, 2)) == 0:
        plain = st.sampled_from([*DATES, *DATES_OF_OTHERS])
        instead = st.one_of(plain, dates_plus("date", 2))
        table["else"] = draw(st.one_of(plain, instead, st.lists(instead, min_size=1, max_size=2)))
    return table


@st.composite
def dates_plus(draw: st.DrawFn, kind: str, one_in: int) -> dict:
    """A table that names a date in `kind`, and perhaps days to add."""
    table = {kind: draw(st.sampled_from([*DATES, *DATES_OF_OTHERS, "birth_date"]))}
    if draw(st.integers(1, one_in)) == 1:
        table["plus"] = draw(st.sampled_from(["sentence_days", "sentence_days", "max_sentence_days"]))
    return table


def anchors() -> st.SearchStrategy:
    return st.one_of(single_anchors(), single_anchors(), st.lists(single_anchors(), min_size=1, max_size=2))


@st.composite
def waits(draw: st.DrawFn) -> dict:
    table = {**draw(PERIODS), "from": draw(anchors())}
    if draw(st.integers(0, 2)) == 0:
        table["else"] = draw(st.lists(anchors(), min_size=1, max_size=2))
    return {"wait": table}


@st.composite
def gaps(draw: st.DrawFn) -> dict:
    table = {**draw(PERIODS), "to": draw(st.sampled_from(["next", "previous"]))}
    if draw(st.integers(0, 3)):
        table["of"] = draw(selectors())
    if draw(st.booleans()):
        table["by"] = draw(st.sampled_from(DATES))
    if draw(st.booleans()):
        table["from"] = draw(own_dates())
    if draw(st.booleans()):
        table["in"] = draw(st.sampled_from(["person", "other_cases"]))
    return {"gap": table}


@st.composite
def requirements(draw: st.DrawFn, number: int) -> dict:
    form = draw(
        st.one_of(st.builds(lambda selector: {"is": selector}, selectors()), counts(), waits(), waits(), gaps())
    )
    requirement = {"id": f"r{number}", "says": "A requirement.", **form}
    if draw(st.integers(0, 4)) == 0:
        requirement["when_missing"] = draw(st.sampled_from(["holds", "fails"]))
    return requirement


@st.composite
def limits(draw: st.DrawFn, number: int) -> dict:
    limit = {
        "id": f"limit{number}",
        "says": "A lifetime cap.",
        "max": draw(st.sampled_from([0, 1, 1, 2, 2, 3])),
        "of": draw(st.one_of(st.just({}), selectors(1))),
    }
    if draw(st.booleans()):
        limit["distinct"] = draw(st.sampled_from(["case_id", "charge_id", "offense_date", "release_date"]))
    return limit


@st.composite
def policies(draw: st.DrawFn) -> dict:
    """A law as the table that its TOML file would give."""
    head: dict = {
        "id": "random",
        "title": "Random Act",
        "jurisdiction": "US-XX",
        "citation": "X.S. 1",
        "purpose": "general",
    }
    if draw(st.integers(0, 3)) == 0:
        head["effective"] = draw(FIRST_DAYS)
    if draw(st.integers(0, 2)) == 0:
        head["unit"] = draw(st.sampled_from(["case", "case", "charge"]))
    if draw(st.integers(0, 3)) == 0:
        head["attempts"] = draw(st.sampled_from([["664"], ["182", "664"], []]))
    number_of_limits = draw(st.sampled_from([0, 0, 1, 1, 2]))
    drawn = [draw(limits(number)) for number in range(number_of_limits)]
    if drawn:
        head["limit"] = drawn[0] if len(drawn) == 1 and draw(st.booleans()) else drawn
    tracks = []
    for number in range(draw(st.sampled_from([1, 1, 2, 3]))):
        covers = st.one_of(st.just({}), st.just({"disposition": "convicted"}), selectors(1))
        track: dict = {
            "id": f"t{number}",
            "relief": "seal",
            "citation": "X.S. 1(1)",
            "says": "A track.",
            "covers": draw(covers),
        }
        if draw(st.integers(0, 5)) == 0:
            track["effective"] = draw(FIRST_DAYS)
        requires = [draw(requirements(n)) for n in range(draw(st.sampled_from([0, 1, 1, 2, 2, 3, 4])))]
        if requires:
            track["requires"] = requires
        tracks.append(track)
    lists = {
        name: {
            "citation": "X.S. 2",
            "statutes": draw(st.lists(st.sampled_from(LISTED), min_size=1, max_size=3, unique=True)),
            **draw(st.sampled_from([{}, {"include_attempts": True}, {"include_attempts": False}])),
        }
        for name in ("first", "second")
        if _names(tracks, name) or _names(drawn, name)
    }
    return {"policy": head, "track": tracks, **({"offenses": lists} if lists else {})}


def _names(table: Any, word: str) -> bool:
    if isinstance(table, dict):
        return any(_names(value, word) for value in table.values())
    return any(_names(value, word) for value in table) if isinstance(table, list) else table == word
