"""When an import changes who a record is about, what was decided before opens it no more.

The sweep closes what stands open (review/watch.py). Here is what a page or a code asks at the moment at which it is to
open something, so that it does not matter when the sweep comes.
"""

from datetime import datetime, timedelta

from django.db.models import BigIntegerField, F

from clearance.database.prepared import Given, Prepared
from clearance.database.rows import only_person
from clearance.records.models import Person
from lookup.identity.review.models import Answer, Opinion

#: Why it was closed, as a code.
IDENTITY_CHANGED = "identity_changed"
#: An import is committed some moments after the time at which it says it finished; what is decided in them was compared
#: with the records as they were before.
COMMITTED_WITHIN = timedelta(minutes=1)

PERSON = Prepared(
    Person.objects.annotate(changed_at=F("identity_import__finished_at")).filter(pk=Given("number", BigIntegerField()))
)


def person_unless_changed(number: int, *, claim: int, known_at: datetime) -> Person | None:
    """The person of that number; None where an import changed their name, birth date or identifiers since `known_at`,
    and people have not kept the claim of that number since. For the caller's transaction: to the end of it the database
    shows that person's rows.

    Whether someone else got one of their identifiers is for the sweep alone: the site may not read identifiers.
    """
    only_person(number)
    [person] = PERSON(number=number)
    changed = person.changed_at is not None and person.changed_at > known_at - COMMITTED_WITHIN
    return None if changed and not _was_kept_since(claim, person.changed_at) else person


def _was_kept_since(claim: int, changed_at: datetime) -> bool:
    kept = Opinion.objects.filter(claim=claim, decides=True, answer=Answer.KEEP)
    return kept.filter(at__gte=changed_at + COMMITTED_WITHIN).exists()
