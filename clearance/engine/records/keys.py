"""Keys within a range of whole people: no row twice, charges in cases of their person, cases of known people."""

from collections.abc import Collection, Mapping

import polars as pl

from .ranges import MAX_CHARGES_PER_PERSON, Tables, too_many_charges
from .rejects import Sieve

KEY = {"people": "person_id", "cases": "case_id", "charges": "charge_id"}
_ORIGIN = ("_file", "_line")


def checked(tables: Tables, repeated: Collection[str], case_facts: Mapping[str, str], sieve: Sieve) -> Tables:
    """The rows of good standing, each table sorted by person_id and its own key; the charges with facts of their case.

    A table in `repeated` was read from rows of a finer table: rows of one key are made one. A table that is absent
    is made of the keys that the finer tables hold. `case_facts` names the facts and their columns of cases.
    """
    charges = _unique(tables["charges"], "charges", sieve)
    _check_number_of_charges(charges)
    for table in ("cases", "people"):
        if table in repeated:
            tables[table] = _merged(tables[table], KEY[table])
    cases = _unique(tables["cases"], "cases", sieve) if "cases" in tables else _keys("case_id", charges)
    people = _unique(tables["people"], "people", sieve) if "people" in tables else _keys("person_id", cases, charges)
    if "people" in tables:
        cases = _of_known_person(cases, people, sieve)
    charges = _of_known_case(charges, cases, case_facts, sieve)
    return {"people": people, "cases": cases, "charges": charges}


def with_numbers(charges: pl.DataFrame) -> pl.DataFrame:
    """Charges of equal charge_id told apart: the first keeps it, the others become `ID.2`, `ID.3` in file order."""
    charges = charges.sort("person_id", "charge_id", *_ORIGIN)
    number = pl.int_range(1, pl.len() + 1).over("charge_id")
    return charges.with_columns(
        charge_id=pl.when(number > 1).then(pl.format("{}.{}", "charge_id", number)).otherwise("charge_id")
    )


def _unique(frame: pl.DataFrame, table: str, sieve: Sieve) -> pl.DataFrame:
    """Sorted, and without the rows whose key stands in an earlier line."""
    key = KEY[table]
    order = ["person_id"] if key == "person_id" else ["person_id", key]
    own, person = pl.col(key), pl.col("person_id")
    disorder = (person < person.shift()) | ((person == person.shift()) & (own < own.shift()))
    ascending, disordered = frame.select((own > own.shift()).all(), disorder.any().alias("disorder")).row(0)
    if disordered:
        frame = frame.sort(*order, *_ORIGIN)
    # Equal keys have equal hashes, so where no hash stands twice no key does; hashes are quicker to compare.
    if ascending or frame[key].hash().n_unique() == frame.height:
        return frame
    first = frame.select(pl.struct(_ORIGIN).rank("ordinal").over(key) == 1).to_series()
    return sieve.drop(
        frame,
        ~first,
        table=table,
        column=key,
        value=own,
        reason="stands in an earlier line too",
        remedy=f"Give every row of {table} a {key} of its own; the first row is kept.",
    )


def _merged(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    """One row per key. Where the rows of one key say different things, the cell is not known."""
    keys = [key, "person_id"] if key != "person_id" else [key]
    cells = [pl.col(name) for name in frame.columns if name not in (*keys, *_ORIGIN)]
    agreed = [pl.when(cell.drop_nulls().n_unique() == 1).then(cell.drop_nulls().first()) for cell in cells]
    return frame.group_by(keys, maintain_order=True).agg(*agreed, pl.col(_ORIGIN).first()).select(frame.columns)


def _keys(key: str, *finer: pl.DataFrame) -> pl.DataFrame:
    """The table of a key that only finer tables hold."""
    columns = list(dict.fromkeys(["person_id", key, *_ORIGIN]))
    rows = pl.concat(frame.select(columns) for frame in finer).sort(columns)
    return rows.unique(key, keep="first", maintain_order=True)


def _of_known_person(cases: pl.DataFrame, people: pl.DataFrame, sieve: Sieve) -> pl.DataFrame:
    [known] = beside(cases, people.select("person_id", known=True), "person_id")
    return sieve.drop(
        cases,
        known.is_null(),
        table="cases",
        column="person_id",
        value=pl.col("person_id"),
        reason="is the person of no row of people that was taken",
        remedy="Add the person, or mend the person's row.",
    )


def _of_known_case(
    charges: pl.DataFrame, cases: pl.DataFrame, case_facts: Mapping[str, str], sieve: Sieve
) -> pl.DataFrame:
    facts = [pl.col(column).alias(fact) for fact, column in case_facts.items() if column in cases.columns]
    charges = charges.with_columns(
        beside(charges, cases.select("case_id", pl.col("person_id").alias("_owner"), *facts), "case_id")
    )
    owner, person = pl.col("_owner"), pl.col("person_id")
    charges = sieve.drop(
        charges,
        owner.is_null(),
        table="charges",
        column="case_id",
        value=pl.col("case_id"),
        reason="is the case of no row of cases that was taken",
        remedy="Add the case, or mend the case's row.",
    )
    charges = sieve.drop(
        charges,
        owner != person,
        table="charges",
        column="person_id",
        value=person,
        reason="is not the person of the charge's case",
        remedy="Give the charge and its case the same person_id; people charged together have a case_id each.",
    )
    return charges.drop("_owner")


def beside(rows: pl.DataFrame, table: pl.DataFrame, key: str) -> list[pl.Series]:
    """The other columns of `table`, which has every key once, row by row for `rows`; null where it lacks the key."""
    # Sorted rows repeat their key; comparing text is slow, so each stretch of equal keys is looked up once.
    stretches = rows.select(pl.col(key).rle().struct.field("value").alias(key))
    # Mostly both tables hold the same keys in the same order, and there is nothing to look for.
    same = stretches[key].equals(table[key])
    found = table.drop(key) if same else stretches.join(table, on=key, how="left", maintain_order="left").drop(key)
    return found[rows[key].rle_id()].get_columns()


def _check_number_of_charges(charges: pl.DataFrame) -> None:
    """In sorted rows, someone with more than the limit stands in two rows that are the limit apart."""
    same = pl.col("person_id") == pl.col("person_id").shift(MAX_CHARGES_PER_PERSON)
    found = charges.filter(same)
    if not found.is_empty():
        raise too_many_charges(found["person_id"][0])
