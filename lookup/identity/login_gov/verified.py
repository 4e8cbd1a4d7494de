"""What Login.gov says of someone whose identity it has verified."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from lookup.identity.attested import Attested, Name
from lookup.identity.login_gov.refused import Refused
from lookup.identity.login_gov.tokens import LEEWAY

#: What Login.gov must have done: compared a face with a document. Of its levels this alone meets IAL2 for everyone.
IAL = "urn:acr.login.gov:verified-facial-match-required"
#: How strongly someone signed in: two factors, on this day.
AAL = "http://idmanagement.gov/ns/assurance/aal/2"
LONGEST_NAME = 200
OLDEST_BIRTH = date(1900, 1, 1)


@dataclass(frozen=True)
class Verified:
    """`sub` is Login.gov's name for someone, for this site alone. `attested` is used in the request and then forgotten,
    but for the claim that seals it.
    """

    sub: str
    verified_at: int
    attested: Attested


def read(id_token: dict[str, Any], userinfo: dict[str, Any], at: datetime) -> Verified:
    """From the claims of an ID token that was verified, and the answer about the user. Raises Refused unless it is the
    same user, at the level that we ask for, with a name and a birth date.
    """
    if userinfo.get("sub") != id_token["sub"]:
        raise Refused("another_sub")
    if id_token.get("acr") != IAL or userinfo.get("ial") != IAL or userinfo.get("aal") != AAL:
        raise Refused("level")
    return Verified(
        sub=id_token["sub"],
        verified_at=_verified_at(userinfo.get("verified_at"), at),
        attested=Attested(
            name=Name(last=_name(userinfo.get("family_name")), first=_name(userinfo.get("given_name"))),
            birth_date=_birth_date(userinfo.get("birthdate"), at),
        ),
    )


def _verified_at(value: Any, at: datetime) -> int:
    """Seconds since 1970; Login.gov was not there before 2016."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused("verified_at")
    if not datetime(2016, 1, 1, tzinfo=UTC).timestamp() <= value <= at.timestamp() + LEEWAY:
        raise Refused("verified_at")
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_NAME or not value.isprintable():
        raise Refused("name")
    return value.strip()


def _birth_date(value: Any, at: datetime) -> date:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise Refused("birthdate")
    try:
        born = date.fromisoformat(value)
    except ValueError:
        raise Refused("birthdate") from None
    if not OLDEST_BIRTH <= born <= at.date():
        raise Refused("birthdate")
    return born
