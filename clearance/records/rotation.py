"""Changing the keys of this installation: what is kept is brought under the new one, range by range.

A range is a transaction, and a row says itself which key it is under: whoever is killed carries on where it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from clearance import keyring
from clearance.audit import actions as audit
from clearance.database import only_one
from clearance.progress import Progress, no_progress
from clearance.records.models import PersonAddress, PersonIdentifier
from clearance.sealed import SealedColumn, sealed_columns

RANGE = 2_000
#: Where digests are kept, with the number of their key.
KEPT = (PersonIdentifier, PersonAddress)


@dataclass(frozen=True)
class Rotated:
    """The key that counts now, how many rows were brought under it, and whether that finished an earlier change."""

    key: int
    rows: int
    carried_on: bool


def rotate(*, by: str, use: str, progress: Progress = no_progress) -> Rotated:
    """A new key for that use (keyring.USES), and all that is kept of it brought under the new key.

    Where an earlier change was broken off it is carried on, and no key is added. Raises Busy while an import or
    another change of keys runs, keyring.Unsealable where something does not open.
    """
    with only_one("import"):
        carried_on = _is_behind(use)
        if not carried_on:
            with transaction.atomic(durable=True):
                key = keyring.add_key(use)
                audit.record(by=by, action="keys.added", subject=f"keys:{use}", detail={"key": key})
        rows = _digests(progress) if use == keyring.IDENTIFIERS else _sealed(progress)
        done = Rotated(keyring.newest(use), rows, carried_on)
        with transaction.atomic(durable=True):
            detail = {"key": done.key, "rows": done.rows}
            audit.record(by=by, action="keys.rotated", subject=f"keys:{use}", detail=detail)
    return done


def finish_digests(progress: Progress = no_progress) -> None:
    """Carry on a change of keys that was broken off: an import compares digests under the newest key."""
    if _is_behind(keyring.IDENTIFIERS):
        _digests(progress)


def _is_behind(use: str) -> bool:
    """Whether anything is kept under a key that is not the newest."""
    if use == keyring.IDENTIFIERS:
        return any(_older(model).exists() for model in KEPT)
    return any(
        column.sealed_anew(row) is not None for column in sealed_columns() for row in column.rows.iterator(RANGE)
    )


def _older(model: type[models.Model]) -> models.QuerySet:
    return model.objects.filter(key__lt=keyring.newest(keyring.IDENTIFIERS)).order_by("pk")


def _digests(progress: Progress) -> int:
    return sum(_bring_under(model, progress) for model in KEPT)


def _bring_under(model: type[models.Model], progress: Progress) -> int:
    key = keyring.newest(keyring.IDENTIFIERS)

    def bring(part: list[models.Model]) -> int:
        values = [(key, keyring.under(keyring.Digest(row.key, row.digest), key=key).value) for row in part]
        return _write(model, ("key", "digest"), part, values)

    return _in_ranges(_older(model), bring, str(model._meta.verbose_name_plural), progress)


def _sealed(progress: Progress) -> int:
    return sum(_seal_anew(column, progress) for column in sealed_columns())


def _seal_anew(column: SealedColumn, progress: Progress) -> int:
    field = column.rows.model._meta.get_field(column.column)

    def seal(part: list[models.Model]) -> int:
        anew = [(row, value) for row in part if (value := column.sealed_anew(row)) is not None]
        values = [(field.get_db_prep_save(value, connection),) for _, value in anew]
        return _write(field.model, (field.column,), [row for row, _ in anew], values)

    return _in_ranges(column.rows, seal, str(column), progress)


def _in_ranges(rows: models.QuerySet, work: Callable[[list[models.Model]], int], step: str, progress: Progress) -> int:
    """The work on the rows in the order of their numbers, each range in a transaction in which nobody else changes it;
    how many rows it changed.
    """
    last, changed = 0, 0
    while True:
        with transaction.atomic(durable=True):
            part = list(rows.filter(pk__gt=last).select_for_update(of=("self",))[:RANGE])
            if not part:
                return changed
            changed += work(part)
        last = part[-1].pk
        progress(step, len(part))


def _write(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[models.Model], values: Sequence[tuple[Any, ...]]
) -> int:
    quoted = connection.ops.quote_name
    settings = ", ".join(f"{quoted(column)} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quoted(model._meta.db_table)} SET {settings} WHERE id = %s",
            [(*value, row.pk) for row, value in zip(rows, values, strict=True)],
        )
    return len(rows)
