"""The columns of this app that hold something sealed, for `manage.py keys rotate sealing` (settings.SEALED)."""

from clearance.sealed import SealedColumn

TEXT = SealedColumn("record.Concern", "text", str)
ENGLISH, SPANISH = (
    SealedColumn("record.Step", column, lambda row: f"concern:{row.concern_id}") for column in ("english", "spanish")
)
NUMBER = SealedColumn("record.AlertChoice", "number", str)
