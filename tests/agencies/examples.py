"""Agencies for these tests, as staff would register them."""

import base64
from typing import Any

from clearance.agencies import actions
from clearance.agencies.models import Agency, Area, Contact
from tests.records.extracts import AT

#: A public key as the client prints it.
KEY = base64.b64encode(bytes(range(32))).decode()


def agency(code: str = "greene-district-court", *, courts: tuple[str, ...] = (), **said: Any) -> Agency:
    """Registered by staff:1, with an area for each court."""
    said = {"name": "Greene District Court", "kind": "court", "data": ["case_number", "court"], **said}
    one = actions.register(by="staff:1", agency=Agency(code=code, **said), at=AT)
    for court in courts:
        actions.save_area(by="staff:1", area=Area(agency=one, kind="court", name=court))
    return one


def contact(of: Agency, **said: Any) -> Contact:
    one = Contact(agency=of, **{"name": "Pat Canary", "email": "pat.canary@greene.example", **said})
    actions.save_contact(by="staff:1", contact=one)
    return one
