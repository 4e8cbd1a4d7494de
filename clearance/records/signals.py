"""What other apps may wait for. Runs may know records, never the reverse, so they listen here."""

from django.dispatch import Signal

#: An import landed and was committed. Arguments: by, import_number, at, progress.
records_changed = Signal()
