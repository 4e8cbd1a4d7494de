"""Columns of the database that hold what was sealed: named in settings.SEALED, so that one command seals all anew."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from clearance import keyring


@dataclass(frozen=True)
class SealedColumn:
    """A column of a model: what was sealed in it, as `keyring.seal` gave it, and for which place, row by row; `parents`
    are the rows that the place is made from, if it is made from others than its own.

    A column that holds more than that, such as JSON with a sealed text in it, brings its own `anew`: from a value and
    its place the value sealed with the newest key, or None where nothing in it was sealed with an older one.
    """

    model: str
    column: str
    place: Callable[[Any], str]
    anew: Callable[[Any, str], Any] | None = None
    parents: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.model}.{self.column}"

    @property
    def rows(self) -> models.QuerySet:
        """The rows that hold something."""
        filled = apps.get_model(self.model)._base_manager.exclude(**{self.column: None}).order_by("pk")
        return filled.select_related(*self.parents) if self.parents else filled

    def sealed_anew(self, row: models.Model) -> Any:
        """The value of a row under the newest key; None where it is already. Raises keyring.Unsealable."""
        try:
            return (self.anew or sealed_anew)(getattr(row, self.column), self.place(row))
        except keyring.Unsealable as error:
            raise keyring.Unsealable(f"{self}, row {row.pk}: {error}") from None


def sealed_anew(sealed: bytes, place: str) -> bytes | None:
    """What was sealed with an older key sealed with the newest; None where it is already. Raises keyring.Unsealable."""
    if keyring.sealed_with(sealed) >= keyring.newest(keyring.SEALING):
        return None
    return keyring.seal(keyring.unseal(sealed, place=place), place=place)


def sealed_columns() -> Iterator[SealedColumn]:
    """All of them."""
    for path in settings.SEALED:
        yield import_string(path)
