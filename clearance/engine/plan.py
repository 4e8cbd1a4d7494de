"""A policy compiled: all that it asks of records as one lazy plan, made once and run on any number of frames."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import narwhals as nw
import polars as pl
from polars.io.plugins import register_io_source

from clearance.law.policy import Policy
from clearance.law.selector import Offense
from clearance.law.vocabulary import FACTS

from .columns import TYPES
from .dates import ALWAYS
from .determination import Determination
from .facts import Answers
from .reasons import day_free
from .tracks import charge_dates, track_dates

KEYS = ("person_id", "case_id", "charge_id")
#: A thread keeps this many plans: one for a law on complete data, others for the facts that may be missing there.
PLANS_KEPT = 32
#: Up to so many rows it takes longer to improve a plan than to run it as it was made.
FEW_ROWS = 5_000
UNCHANGED = pl.QueryOptFlags.none()
#: What is read more than once is marked so where the plan is made (`sharing`); to look for it again finds nothing.
OPTIMIZED = pl.QueryOptFlags(comm_subplan_elim=False)

_kept = threading.local()


def order(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts by person_id, then charge_id."""
    person, charge = pl.col("person_id"), pl.col("charge_id")
    in_order = (person > person.shift()) | ((person == person.shift()) & (charge >= charge.shift()))
    return facts if facts.select(in_order.all()).item() else facts.sort("person_id", "charge_id")


@dataclass
class Input:
    """The frame that a plan reads next. It knows nothing of its plan: a circle through Polars would never be freed."""

    frame: pl.DataFrame

    def read(
        self, with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        """The frame, as far as Polars asks for it."""
        frame = self.frame if with_columns is None else self.frame.select(with_columns)
        frame = frame if predicate is None else frame.filter(predicate)
        yield frame if n_rows is None else frame.head(n_rows)


class Plan:
    """A policy as a lazy frame that reads whatever frame it is run on. For one thread at a time: use `plan_for`.

    `incomplete` are the facts that it asks after where they are missing.
    """

    def __init__(self, policy: Policy, incomplete: frozenset[str]) -> None:
        self.determination = Determination(policy, incomplete)
        self._policy = policy
        self._answers = Answers(policy, incomplete)
        answer = track_dates(policy, self._answers)
        self._facts = sorted(policy.columns - set(KEYS))
        schema = {"_row": pl.UInt32(), "_person": pl.UInt32(), "case_id": pl.UInt32(), "_as_of": pl.Date()}
        schema |= {fact: TYPES[FACTS[fact][1].kind] for fact in self._facts}
        schema |= dict.fromkeys(self._answers.of_text.values(), pl.Boolean())
        self._input = Input(pl.DataFrame(schema=schema))
        source = nw.from_native(register_io_source(self._input.read, schema=schema, is_pure=True))
        self._frame = self.determination.add(charge_dates(policy, self._answers, answer(source)))

    def run(self, facts: pl.DataFrame, as_of: date | None, columns: list[str | nw.Expr]) -> pl.DataFrame:
        """These columns of the plan for the facts, in their order. `facts` are in the order of `order`."""
        return self._collect(self._select(columns), facts, as_of or ALWAYS)

    def dates(self, facts: pl.DataFrame) -> pl.DataFrame:
        """The same of the columns of `reasons.day_free`: eligible_on, possible_on, why and in_doubt."""
        return self._collect(self._day_free, facts, ALWAYS)

    @cached_property
    def _day_free(self) -> pl.LazyFrame:
        return self._select(day_free(self._policy, frozenset(self._frame.collect_schema().names())))

    def _select(self, columns: list[str | nw.Expr]) -> pl.LazyFrame:
        return self._frame.select(nw.col("_row").alias("_order"), *columns).to_native()

    def _collect(self, asked: pl.LazyFrame, facts: pl.DataFrame, as_of: date) -> pl.DataFrame:
        self._input.frame = self._prepare(facts, as_of)
        try:
            few = facts.height < FEW_ROWS
            found = asked.collect(engine="in-memory", optimizations=UNCHANGED if few else OPTIMIZED)
            # Nothing in a plan disturbs the order on Polars as it is today; nothing promises that it stays so.
            found = found if found["_order"].is_sorted() else found.sort("_order")
            return found.drop("_order")
        finally:
            self._input.frame = self._input.frame.clear()

    def _prepare(self, facts: pl.DataFrame, as_of: date) -> pl.DataFrame:
        """What the plan reads: numbers for rows, people and cases, the facts, and the answers about texts."""
        kinds = {fact: TYPES[FACTS[fact][1].kind] for fact in self._facts}
        given = [
            pl.col(fact) if fact in facts.columns else pl.lit(None, kinds[fact]).alias(fact) for fact in self._facts
        ]
        return facts.select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("_row"),
            # Made anew by changing nothing: windows over a column that Polars knows to be sorted take twice as long.
            (pl.col("person_id").rle_id() ^ 0).alias("_person"),
            pl.col("case_id").rank("dense").cast(pl.UInt32),
            pl.lit(as_of).alias("_as_of"),
            *given,
            *self._text_answers(facts),
        )

    def _text_answers(self, facts: pl.DataFrame) -> Iterator[pl.Expr]:
        for node, name in self._answers.of_text.items():
            column = "statute" if isinstance(node, Offense) else "attributes"
            if column in facts.columns:
                texts = facts[column].unique().drop_nulls().to_list()
                yield pl.col(column).is_in([text for text in texts if self._answers.has(node, text)]).alias(name)
            else:
                yield pl.lit(None, pl.Boolean()).alias(name)


def plan_for(policy: Policy, missing_in: pl.DataFrame | None = None) -> Plan:
    """This thread's plan for the policy; with `missing_in` one that also says which empty cells there leave what open.

    That is slower by half. For few rows it takes all facts for incomplete: one plan then serves them all.
    """
    incomplete = frozenset[str]()
    if missing_in is not None:
        few = missing_in.height < FEW_ROWS
        nulls = {} if few else missing_in.null_count().row(0, named=True)
        incomplete = frozenset(fact for fact in policy.columns if fact not in KEYS and nulls.get(fact, 1))
    plans: dict[tuple, Plan] = _kept.__dict__.setdefault("plans", {})
    key = (policy.sha256, incomplete)
    plan = plans.pop(key, None) or Plan(policy, incomplete)
    plans[key] = plan
    if len(plans) > PLANS_KEPT:
        plans.pop(next(iter(plans)))
    return plan
