"""Every address of the site, and what each role is answered there: access.csv. A new address fails until it is listed.

Addresses come from the URLconf, `?` standing for a number or name that is nobody's. After a change of what someone may
do, `CLEARANCE_WRITE_ACCESS=1 pytest tests/test_access.py` writes the file anew: read the difference line by line.
"""

import csv
import os
import re
from pathlib import Path

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import get_user_model, login
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest
from django.test import Client
from django.urls import URLPattern, get_resolver

from clearance.roles.actions import set_up_roles
from clearance.roles.roles import ROLES
from lookup.identity import claims, links
from tests.lookup import people
from tests.lookup.conftest import now, quick_answers  # noqa: F401
from tests.lookup.identity.claiming import claim_of
from tests.lookup.visiting import begin_visit

pytestmark = pytest.mark.django_db

FILE = Path(__file__).with_name("access.csv")
#: People: nobody; with an open visit; signed in with a password alone; with a second factor, but no record; with one.
PEOPLE = ("nobody", "visit", "password", "account", "holder")
#: Members of staff: without a role, and with each.
STAFF = ("no role", *(role.name for role in ROLES))
NOBODYS = {
    "int": "999999",
    "str": "none",
    "slug": "none",
    "path": "none",
    "uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12,
}
#: Of the pages of staff, those with which one signs in.
OPEN_TO_ALL = ("/admin/login/", "/admin/login/second-step/", "/admin/logout/", "/admin/set-up/?/?/")
GROUP = re.compile(r"\(\?P<\w+>[^)]*\)|<(?:(\w+):)?\w+>")


def addresses(patterns=None, before="/") -> list[str]:
    """Every address, in order, each once."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern).lstrip("^").rstrip("$").replace(r"\Z", "")
        found += [route] if isinstance(pattern, URLPattern) else addresses(pattern.url_patterns, route)
    return sorted(set(found))


def filled(address: str) -> str:
    """With numbers and names that are nobody's."""
    return GROUP.sub(lambda group: NOBODYS.get(group[1] or "str", "none"), address).replace("\\", "")


def shown(address: str) -> str:
    return GROUP.sub("?", address).replace("\\", "")


def signed_in(user, *ways: dict) -> Client:
    """A browser in which this account was signed in, in these ways."""
    client = Client()
    request = HttpRequest()
    request.session = client.session
    login(request, user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = []
    for way in ways:
        record_authentication(request, user, **way)
    request.session.save()
    client.cookies["session"] = request.session.session_key
    return client


PASSWORD, PASSKEY = {"method": "password"}, {"method": "mfa", "type": "webauthn"}


def client_of(role: str) -> Client:
    """Someone of that role, at a browser."""
    users = get_user_model().objects
    if role == "nobody":
        return Client()
    if role == "visit":
        client, person = Client(), people.someone_with_everything("P1")
        begin_visit(client, person)
        return client
    user = users.create_user(role.replace(" ", "-"), is_staff=role in STAFF)
    if role in STAFF:
        user.groups.set(Group.objects.filter(name=role))
    if role == "holder":
        claim = claim_of(user, at=people.NOW)
        with transaction.atomic():
            claims.settle(
                claim=claim,
                outcome="link",
                because="rule",
                person=people.someone_with_everything("P1"),
                by="w",
                at=people.NOW,
            )
        links.recognise(what=claim.link, by="account:1", at=people.NOW)
    return signed_in(user, PASSWORD, *([PASSKEY] if role != "password" else []))


def answer(client: Client, method: str, address: str) -> str:
    """The status; where it leads to a place of its own, that too."""
    client.raise_request_exception = False
    with transaction.atomic():
        response = getattr(client, method)(filled(address))
        transaction.set_rollback(True)
    leads = {"/admin/login/": "sign in", "/account/login/": "sign in"}
    to = next((name for place, name in leads.items() if response.headers.get("Location", "").startswith(place)), "")
    return to or str(response.status_code)


def asked(role: str) -> list[tuple[str, str]]:
    """Of whom what is asked: people open every page, and send every form of their own; staff open those of staff."""
    of_staff = [address for address in addresses() if address.startswith(("/admin/", "/agency/"))]
    if role in STAFF:
        return [("get", address) for address in of_staff]
    opened = [("get", address) for address in addresses()]
    return opened + [("post", address) for address in addresses() if address not in of_staff]


def answers(role: str) -> dict[tuple[str, str], str]:
    set_up_roles(by="staff:1")
    people.put_franklin_in_force()
    client = client_of(role)
    kept, found = client.cookies["session"].value if "session" in client.cookies else None, {}
    for method, address in asked(role):
        client.cookies.clear()
        if kept:
            client.cookies["session"] = kept
        found[method.upper(), shown(address)] = answer(client, method, address)
    return found


def listed() -> dict[tuple[str, str], dict[str, str]]:
    with FILE.open(newline="") as file:
        return {(row.pop("method"), row.pop("address")): row for row in csv.DictReader(file)}


def write(role: str, found: dict[tuple[str, str], str]) -> None:
    """This role's column anew, and only the addresses that there are."""
    before = listed() if FILE.exists() else {}
    places = sorted(
        {("GET", shown(one)) for one in addresses()} | set(before) | set(found), key=lambda at: (at[1], at[0])
    )
    there = {shown(one) for one in addresses()}
    with FILE.open("w", newline="") as file:
        table = csv.DictWriter(file, ["address", "method", *PEOPLE, *STAFF], lineterminator="\n")
        table.writeheader()
        for method, address in places:
            if address in there:
                row = before.get((method, address), {}) | {role: found.get((method, address), "")}
                table.writerow({"address": address, "method": method} | row)


@pytest.mark.parametrize("role", [*PEOPLE, *STAFF])
def test_each_is_answered_as_listed(role, now, quick_answers):  # noqa: F811
    found = answers(role)
    if os.environ.get("CLEARANCE_WRITE_ACCESS") == "1":
        write(role, found)
    assert found == {place: row[role] for place, row in listed().items() if row[role]}


def test_nobody_who_is_not_of_the_staff_opens_a_page_of_theirs():
    opened = {address: row for (_, address), row in listed().items() if address.startswith("/admin/")}
    assert {row["holder"] for address, row in opened.items() if address not in OPEN_TO_ALL} == {"sign in"}


def test_nobody_opens_a_record_but_by_a_visit_or_a_link():
    own = [row for (_, address), row in listed().items() if address.startswith("/mine/")]
    assert not any(row[role] == "200" for row in own for role in ("nobody", "password", "account"))


def test_no_address_fails():
    assert not any(status.startswith("5") for row in listed().values() for status in row.values())
