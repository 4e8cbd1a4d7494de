"""Sessions as rows of the database that say nothing to whoever reads them: each is sealed for its own key. What finds
and what keeps them is made into SQL once, as every page asks it.

What a session holds is ids and marks (session_data.py), but for some minutes also what is being confirmed: an e-mail
address with its code, or the secret of an app that is set up.
"""

import base64
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField, TextField
from django.utils import timezone

from clearance.database.prepared import Given, Prepared, PreparedUpdate
from clearance.keyring import Unsealable, seal, unseal

OPEN = Prepared(
    Session.objects.filter(session_key=Given("session_key", CharField()), expire_date__gt=Given("at", DateTimeField()))
)
KEEP = PreparedUpdate(
    Session.objects.filter(session_key=Given("session_key", CharField())),
    session_data=Given("session_data", TextField()),
    expire_date=Given("expire_date", DateTimeField()),
)


class SessionStore(db.SessionStore):
    """Django's own, with sealed data. A session that does not open is empty: whoever has it signs in again."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        return base64.b64encode(seal(self.serializer().dumps(session_dict), place=self._place)).decode()

    def decode(self, session_data: str) -> dict[str, Any]:
        try:
            return self.serializer().loads(unseal(base64.b64decode(session_data), place=self._place))
        except (Unsealable, ValueError):
            return {}

    @property
    def _place(self) -> str:
        return f"session:{self.session_key}"

    def _get_session_from_db(self) -> Session | None:
        found = OPEN.first(session_key=self.session_key, at=timezone.now())
        if found is None:
            self._session_key = None
        return found

    def save(self, must_create: bool = False) -> None:
        """Raises UpdateError where the session has ended meanwhile, as Django's own does."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        kept = self.create_model_instance(self._get_session())
        if not KEEP(session_key=kept.session_key, session_data=kept.session_data, expire_date=kept.expire_date):
            raise UpdateError
