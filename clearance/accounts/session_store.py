"""Django's sessions in the database, found with a query that is made into SQL once: every page asks it."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from clearance.database.prepared import Given, Prepared

OPEN = Prepared(
    Session.objects.filter(session_key=Given("session_key", CharField()), expire_date__gt=Given("at", DateTimeField()))
)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = OPEN.first(session_key=self.session_key, at=timezone.now())
        if found is None:
            self._session_key = None
        return found
