"""What a session may hold: ids and marks. Whoever tries to keep more there finds out in the first test."""

from collections.abc import Iterator
from typing import Any

from django.contrib.sessions.serializers import JSONSerializer

#: What personal data goes by, here and in what identity providers send.
PERSONAL = frozenset(
    (
        *("first_name", "last_name", "middle_name", "given_name", "family_name", "suffix", "nickname"),
        *("birth_date", "birthdate", "ssn", "social_security_number", "license", "state_id", "identifiers"),
        *(
            "address",
            "street",
            "phone",
            "phone_number",
            "case_number",
            "case_numbers",
            "attested",
            "person",
            "person_id",
        ),
    )
)


class PersonalData(Exception):
    """Something personal was about to be kept in a session."""


class NothingPersonal(JSONSerializer):
    """JSON, as Django keeps sessions; but it refuses what is kept, at any depth, under a name of personal data."""

    def dumps(self, obj: dict[str, Any]) -> bytes:
        for name, value in _named(obj):
            if value and name.casefold() in PERSONAL:
                raise PersonalData(f"A session holds ids only; it was to keep something as {name!r}.")
        return super().dumps(obj)


def _named(content: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(content, dict):
        for name, value in content.items():
            yield str(name), value
            yield from _named(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from _named(value)
