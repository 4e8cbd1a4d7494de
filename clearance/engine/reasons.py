"""What is kept of each charge, as columns of the plan; `stored` says what the reasons look like."""

from collections.abc import Iterable

import narwhals as nw

from clearance.law.policy import Policy

from .dates import ALWAYS, NEVER
from .predicate import either
from .tracks import Columns

#: Whether it is open when, or whether, the charge becomes eligible.
IS_OPEN = nw.col("possible_on") < nw.col("known_on")


def day_free(policy: Policy, columns: frozenset[str]) -> list[nw.Expr]:
    """What depends on no day: eligible_on, possible_on and why, as in `stored.Stored`; `why` is text.

    `in_doubt`: whether facts are missing. The reasons name them where the plan's `columns` tell the causes.
    """
    requirements = Columns(policy).requirements
    unknown = [nw.col(Columns.day(t, r)).is_null() & ~nw.col(Columns.on(t)).is_null() for t, r in requirements]
    return [
        _before_never("known_on").alias("eligible_on"),
        _before_never("possible_on").alias("possible_on"),
        _reasons(policy, columns).alias("why"),
        either([IS_OPEN, *unknown]).alias("in_doubt"),
    ]


def _reasons(policy: Policy, columns: frozenset[str]) -> nw.Expr:
    parts = [nw.lit('{"tracks":['), _joined(_track(policy, t, columns) for t in Columns(policy).tracks), nw.lit("]")]
    if limits := policy.policy.limit:
        bars = {limit.id: Columns.limit_bars(n) for n, limit in enumerate(limits)}
        barred = either([nw.col(column) for column in bars.values()])
        parts.append(nw.when(barred).then(_between(',"limits":', _listed(bars, columns))))
        if policy.policy.unit == "case":
            parts.append(nw.when(barred).then(_between(',"case":', _day_or_null("case_known"))))
    causes = {fact: Columns.cause(fact) for fact in sorted(policy.columns)}
    parts.append(nw.when(IS_OPEN).then(_between(',"missing":', _listed(causes, columns))))
    return nw.concat_str(*parts, nw.lit("}"), ignore_nulls=True)


def _track(policy: Policy, t: int, columns: frozenset[str]) -> nw.Expr:
    """Null where the track does not cover the charge."""
    track, on = policy.tracks[t], Columns.on(t)
    requires = [_requirement(policy, t, r, columns) for r in range(len(track.requires))]
    text = nw.concat_str(
        nw.lit(f'{{"track":"{track.id}","on":'),
        _day_or_null(on),
        nw.when(nw.col(Columns.open(t))).then(nw.lit(',"known":false')),
        nw.when(nw.col(Columns.covers(t)).is_null()).then(nw.lit(',"covers":null')),
        *([_between(',"requires":[', _joined(requires), "]")] if requires else []),
        nw.lit("}"),
        ignore_nulls=True,
    )
    return nw.when(~nw.col(on).is_null()).then(text)


def _requirement(policy: Policy, t: int, r: int, columns: frozenset[str]) -> nw.Expr:
    day = nw.col(Columns.day(t, r))
    causes = {fact: Columns.requirement_cause(t, r, fact) for fact in sorted(policy.columns)}
    return (
        nw.when(day == ALWAYS)
        .then(nw.lit("true"))
        .when(day == NEVER)
        .then(nw.lit("false"))
        .when(day.is_null())
        .then(_listed(causes, columns))
        .otherwise(_quoted(nw.when(day != ALWAYS, day != NEVER).then(day)))
    )


def _joined(texts: Iterable[nw.Expr]) -> nw.Expr:
    """Those that are not null, with commas between."""
    return nw.concat_str(*texts, separator=",", ignore_nulls=True)


def _listed(labels: dict[str, str], columns: frozenset[str]) -> nw.Expr:
    """The labels whose column is true, as a list."""
    named = [nw.when(nw.col(name)).then(nw.lit(f'"{label}"')) for label, name in labels.items() if name in columns]
    return _between("[", _joined(named), "]") if named else nw.lit("[]")


def _day_or_null(column: str) -> nw.Expr:
    return _quoted(_before_never(column)).fill_null("null")


def _before_never(column: str) -> nw.Expr:
    return nw.when(nw.col(column) < NEVER).then(nw.col(column))


def _quoted(day: nw.Expr) -> nw.Expr:
    return _between('"', day.cast(nw.String), '"')


def _between(before: str, text: nw.Expr, after: str = "") -> nw.Expr:
    return nw.concat_str(nw.lit(before), text, nw.lit(after))
