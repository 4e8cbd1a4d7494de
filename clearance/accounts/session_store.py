"""Sessions as rows of the database that say nothing to whoever reads them: each is sealed for its own key. What finds
them is made into SQL once, as every page asks it.

What a session holds is ids and marks (session_data.py), but for some minutes also what is being confirmed: an e-mail
address with its code, or the secret of an app that is set up.
"""

import base64
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from clearance.database.prepared import Given, Prepared
from clearance.keyring import Unsealable, seal, unseal

OPEN = Prepared(
    Session.objects.filter(session_key=Given("session_key", CharField()), expire_date__gt=Given("at", DateTimeField()))
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
