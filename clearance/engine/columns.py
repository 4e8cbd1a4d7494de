"""How the kinds of the record format are held in columns."""

import polars as pl

from clearance.law.vocabulary import Kind

#: Cents, and milligrams.
DECIMAL = pl.Decimal(18, 3)
TYPES: dict[Kind, pl.DataType] = {
    "text": pl.String(),
    "code": pl.String(),
    "flags": pl.String(),
    "date": pl.Date(),
    "yes_no": pl.Boolean(),
    "whole": pl.Int64(),
    "decimal": DECIMAL,
}
