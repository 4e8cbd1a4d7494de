"""The least an evaluation must do: read the columns the law reads, one window over the person, write a row each."""

import sys
from pathlib import Path

import polars as pl

from clearance.law.policy import load_policy
from tests.bench.evaluate import columns_read


def main(law: str, records: Path, out: Path) -> None:
    policy = load_policy(law)
    tables = {
        name: pl.read_parquet(records / f"{name}.parquet", columns=columns_read(policy, name))
        for name in ("people", "cases", "charges")
        if name == "charges" or len(columns_read(policy, name)) > (1 if name == "people" else 2)
    }
    charges = tables["charges"]
    charges.select("charge_id", "person_id", latest=pl.col("disposition_date").max().over("person_id")).write_parquet(
        out
    )


main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
