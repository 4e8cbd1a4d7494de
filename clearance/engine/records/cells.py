"""Cells: from text, or a Parquet file's own types, to the types of the record format (text, dates, yes or no, numbers).

A cell that is filled but has no value of its column's kind is bad: the row goes to the rejects.
"""

from datetime import date

import polars as pl

from clearance.engine.columns import DECIMAL, TYPES
from clearance.law.vocabulary import TABLES, Column, Kind

from .errors import RecordsError, listed, nearest
from .rejects import Sieve

FIRST_DATE = date(1900, 1, 1)
LAST_DATE = date(2200, 12, 31)
YES = ("true", "yes", "1")
NO = ("false", "no", "0")
#: Looking for the nearest right code is slow; this many different wrong ones get it, the others only the list.
SUGGESTIONS = 100

#: Cells that no row may be without.
KEYS = ("person_id", "case_id", "charge_id")
#: What a Parquet column of each kind may be, besides text.
_LABELS = (pl.Categorical, pl.Enum)
_WHOLE = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64)
_TYPED: dict[Kind, tuple[type[pl.DataType], ...]] = {
    "text": (*_LABELS, *_WHOLE),
    "code": _LABELS,
    "flags": _LABELS,
    "date": (pl.Date, pl.Datetime),
    "yes_no": (pl.Boolean,),
    "whole": _WHOLE,
    "decimal": (pl.Decimal, pl.Float32, pl.Float64, *_WHOLE),
}
_WRONG: dict[Kind, tuple[str, str]] = {
    "date": (
        f"is not a calendar date from {FIRST_DATE} to {LAST_DATE}",
        "Write it as YYYY-MM-DD, or leave the cell empty where the date is not known.",
    ),
    "yes_no": ("is neither yes nor no", "Write true or false, or leave the cell empty where it is not known."),
    "whole": ("is not a whole number from 0 up", "Write digits only, or leave the cell empty where it is not known."),
    "decimal": (
        "is not a number with at most three digits after the point",
        "Write it like 1250.00, or leave the cell empty where it is not known.",
    ),
}


def check_types(file: str, table: str, schema: dict[str, pl.DataType]) -> None:
    """Refuse a file in which a column of the format has a type that its values cannot have."""
    for name, dtype in schema.items():
        column = TABLES[table].get(name)
        if column and dtype not in (pl.String, pl.Null) and not isinstance(dtype, _TYPED[column.kind]):
            raise RecordsError(
                f'{file}: column "{name}" has type {dtype}; allowed for {column.kind}: text'
                + (f" or {TYPES[column.kind]}" if column.kind not in ("text", "code", "flags") else "")
                + ". Write the column with that type."
            )


def typed(frame: pl.DataFrame, table: str, sieve: Sieve) -> pl.DataFrame:
    """The rows whose cells are all good, typed. Columns that are not of the table are kept as they are."""
    columns = [column for name, column in TABLES[table].items() if name in frame.columns]
    frame = frame.with_columns(_without_empty_text(frame))
    frame = frame.with_columns(_value(column, frame.schema[column.name]).alias(_typed(column)) for column in columns)
    bad = {column.name: _is_bad(column) for column in columns}
    found = frame.select(is_bad.any().alias(name) for name, is_bad in bad.items()).row(0, named=True)
    for column in columns:
        if found[column.name]:
            reason, remedy = _wrong(column, frame.filter(bad[column.name])[column.name])
            frame = sieve.drop(
                frame,
                bad[column.name],
                table=table,
                column=column.name,
                value=pl.col(column.name),
                reason=reason,
                remedy=remedy,
            )
    return frame.drop(column.name for column in columns).rename({_typed(column): column.name for column in columns})


def _typed(column: Column) -> str:
    return f"{column.name} typed"


def _is_bad(column: Column) -> pl.Expr:
    empty = pl.col(_typed(column)).is_null()
    return empty if column.name in KEYS else empty & pl.col(column.name).is_not_null()


def _without_empty_text(frame: pl.DataFrame) -> list[pl.Expr]:
    """Text that is empty is no value. Most columns have none, and need no change."""
    text = frame.select(pl.col(pl.String).exclude("_file"))
    with_empty = [name for name, found in text.select((pl.all() == "").any()).row(0, named=True).items() if found]
    return [pl.when(pl.col(name) != "").then(name) for name in with_empty]


def _value(column: Column, dtype: pl.DataType) -> pl.Expr:
    """The value of each cell in the type of its column; null where it has none."""
    cell = pl.col(column.name)
    match column.kind:
        case "text":
            return cell.cast(pl.String)
        case "code":
            return pl.when(cell.is_in(column.codes)).then(cell.cast(pl.String))
        case "flags":
            return cell.cast(pl.String).fill_null("")
        case "date":
            day = cell.str.to_date("%Y-%m-%d", strict=False) if dtype == pl.String else cell.cast(pl.Date)
            return pl.when(day.is_between(FIRST_DATE, LAST_DATE)).then(day)
        case "yes_no":
            if dtype != pl.String:
                return cell.cast(pl.Boolean)
            lower = cell.str.to_lowercase()
            return pl.when(lower.is_in(YES)).then(True).when(lower.is_in(NO)).then(False)
        case "whole":
            if dtype == pl.String:
                cell = pl.when(cell.str.contains(r"^[0-9]{1,18}$")).then(cell)
            number = cell.cast(pl.Int64, strict=False)
            return pl.when(number >= 0).then(number)
        case "decimal":
            if dtype == pl.String:
                cell = pl.when(cell.str.contains(r"^-?[0-9]{1,15}(\.[0-9]{1,3})?$")).then(cell)
            return cell.cast(DECIMAL, strict=False)


def _wrong(column: Column, cells: pl.Series) -> tuple[str, str | pl.Expr]:
    """Why such cells are bad and what to do; for codes with the nearest right one."""
    if column.name in KEYS:
        return "is empty", "Every row needs one; without it the row belongs to nobody."
    if column.kind != "code":
        return _WRONG[column.kind]
    allowed = f"Allowed: {listed(column.codes)}."
    wrong = cells.unique()[:SUGGESTIONS].to_list()
    right = {cell: f"{allowed} Nearest: {code}." for cell in wrong if (code := nearest(cell, column.codes))}
    remedy = pl.col(column.name).replace_strict(right, default=allowed, return_dtype=pl.String) if right else allowed
    return "is not an allowed code", remedy
