"""What other apps may wait for. Runs may know records, never the reverse, so they listen here."""

from django.dispatch import Signal

#: An import landed and was committed. Arguments: by, import_number, at, progress.
records_changed = Signal()

#: An import that landed and was committed brought people, or changed names, birth dates or identifiers of some: whose,
#: says `Person.objects.identity_changed_since`. Arguments: by, import_number, at.
identities_changed = Signal()
