"""Login.gov tells us what happened to an account there, and the record behind it closes until its holder is back."""

import json
from datetime import timedelta

import jwt
import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from clearance.audit.models import Event
from lookup.identity import links
from lookup.identity.claims import settle
from lookup.identity.login_gov.events import SUSPENDING
from lookup.identity.login_gov.models import SecurityEvent
from lookup.identity.models import Candidate, Claim, Link
from tests.lookup import people
from tests.lookup.identity.claiming import account, claim_of
from tests.lookup.identity.login_gov.going import answer, question, sign_in
from tests.lookup.identity.login_gov.strict import new_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "login_gov")]

PURGED = "https://schemas.openid.net/secevent/risc/event-type/account-purged"
LOCKED = "https://schemas.login.gov/secevent/risc/event-type/mfa-limit-account-locked"


@pytest.fixture
def link(client, login_gov, now) -> Link:
    """Someone has signed in with Login.gov and was linked."""
    sign_in(client)
    person = people.someone_who_waits()
    settle(claim=Claim.objects.get(), outcome=Claim.Outcome.LINK, because="exact", by="worker", at=now, person=person)
    return links.Link.objects.get()


def push(token: str, kind: str = "application/secevent+jwt"):
    return Client(enforce_csrf_checks=True).post("/verify/login-gov/events/", token, content_type=kind)


def is_signed_in(client: Client) -> bool:
    return client.get("/privacy/").wsgi_request.user.is_authenticated


@pytest.mark.parametrize("kind", SUSPENDING)
def test_it_freezes_the_link_ends_the_sessions_and_is_written_down(client, login_gov, link, kind):
    assert is_signed_in(client)
    response = push(login_gov.event(kind))
    assert (response.status_code, response.content) == (202, b"")
    link.refresh_from_db()
    assert (link.state, link.because) == ("frozen", "login_gov")
    assert not is_signed_in(client)
    assert not UserSession.objects.exists()
    event = Event.objects.get(action="login_gov.event")
    assert (event.actor, event.subject) == ("login_gov", f"account:{link.account_id}")
    assert event.detail == {"event": SUSPENDING[kind]}
    assert Event.objects.filter(action="link.frozen").count() == 1


def test_signing_in_again_opens_the_link_again(login_gov, link):
    push(login_gov.event(PURGED))
    sign_in(Client())
    link.refresh_from_db()
    assert link.state == "active"
    assert Claim.objects.count() == 1


def test_under_another_name_it_stays_closed_and_people_look(login_gov, link):
    push(login_gov.event(PURGED))
    login_gov.person["birthdate"] = "1981-01-01"
    sign_in(Client())
    link.refresh_from_db()
    assert (link.state, link.because) == ("frozen", "login_gov")
    assert Claim.objects.waiting().count() == 1


def test_while_someone_else_claims_the_same_person_it_stays_closed(login_gov, link, now):
    push(login_gov.event(PURGED))
    theirs = claim_of(account("another"))
    settle(claim=theirs, outcome=Claim.Outcome.REVIEW, because="several", by="worker", at=now)
    Candidate.objects.create(claim=theirs, person=link.person)
    sign_in(Client())
    link.refresh_from_db()
    assert link.state == "frozen"
    settle(claim=theirs, outcome=Claim.Outcome.NONE, because="other", by="staff:1", at=now)
    sign_in(Client())
    link.refresh_from_db()
    assert link.state == "active"


def test_a_link_that_people_froze_is_not_opened_by_signing_in(link, now):
    links.freeze(link=link, because="not_mine", by="account:1", at=now)
    sign_in(Client())
    link.refresh_from_db()
    assert (link.state, link.because) == ("frozen", "not_mine")


def test_a_replay_changes_nothing(login_gov, link):
    token = login_gov.event(PURGED)
    push(token)
    sign_in(client := Client())
    events = Event.objects.count()
    assert push(token).status_code == 202
    link.refresh_from_db()
    assert link.state == "active"
    assert is_signed_in(client)
    assert Event.objects.count() == events


def test_ids_of_events_are_kept_only_as_long_as_they_can_come_again(login_gov, link, now, monkeypatch):
    push(login_gov.event(PURGED))
    assert SecurityEvent.objects.count() == 1
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(days=3))
    push(login_gov.event(PURGED))
    assert SecurityEvent.objects.count() == 1


def test_other_accounts_are_left_alone(client, login_gov, link):
    login_gov.person["sub"] = "another"
    sign_in(another := Client())
    push(login_gov.event(PURGED))
    link.refresh_from_db()
    assert link.state == "active"
    assert is_signed_in(client)
    assert not is_signed_in(another)


def test_what_does_not_matter_here_or_is_about_nobody_is_taken_and_changes_nothing(login_gov, link):
    events = Event.objects.count()
    assert push(login_gov.event(LOCKED)).status_code == 202
    login_gov.person["sub"] = "nobody"
    assert push(login_gov.event(PURGED)).status_code == 202
    link.refresh_from_db()
    assert (link.state, Event.objects.count()) == ("active", events)


def test_two_events_in_one_token_are_both_written_down(login_gov, link):
    kinds = list(SUSPENDING)[:2]
    assert push(login_gov.event(*kinds)).status_code == 202
    said = [event.detail["event"] for event in Event.objects.filter(action="login_gov.event").order_by("pk")]
    assert said == [SUSPENDING[kind] for kind in kinds]


def by_another(provider):
    claims = jwt.decode(provider.event(PURGED), options={"verify_signature": False})
    return jwt.encode(claims, new_key(), "RS256", headers={"kid": provider.kid, "typ": "secevent+jwt"})


def subject(**to):
    right = {"subject_type": "iss-sub", "sub": "b2d2d115-1d7e-4579-b9d6-f8e84f4f56ca"}
    return {"events": {PURGED: {"subject": right | to}}}


def an_id_token(provider):
    tokens = []
    provider.twist = {"claims": lambda claims: tokens.append(provider.sign(claims)) or claims}
    sign_in(Client())
    return tokens[0]


FORGED = {
    "by another key": by_another,
    "by another issuer": lambda p: p.event(PURGED, iss="https://evil.example/"),
    "for another site": lambda p: p.event(PURGED, aud="https://other.example/verify/login-gov/events/"),
    "for our client id": lambda p: p.event(PURGED, aud=p.client_id),
    "without an id": lambda p: p.event(PURGED, jti=None),
    "with an empty id": lambda p: p.event(PURGED, jti=""),
    "without an end": lambda p: p.event(PURGED, exp=None),
    "expired": lambda p: p.event(PURGED, exp=1_750_000_000),
    "from the future": lambda p: p.event(PURGED, iat=4_000_000_000, exp=4_000_000_001),
    "without events": lambda p: p.event(PURGED, events=None),
    "with a list of events": lambda p: p.event(PURGED, events=[PURGED]),
    "about someone of another issuer": lambda p: p.event(PURGED, **subject(iss="https://evil.example/")),
    "about someone without a sub": lambda p: p.event(PURGED, **subject(iss=p.issuer, sub=None)),
    "an ID token": an_id_token,
    "nothing": lambda p: "",
    "no token": lambda p: "{}",
    "too much": lambda p: "x" * 100_000,
}


@pytest.mark.parametrize("forged", FORGED)
def test_what_login_gov_did_not_sign_for_us_is_refused(client, login_gov, link, forged):
    token = FORGED[forged](login_gov)
    response = push(token)
    assert response.status_code == 400
    assert set(json.loads(response.content)) == {"err", "description"}
    link.refresh_from_db()
    assert link.state == "active"
    assert is_signed_in(client)
    assert not SecurityEvent.objects.exists()


def test_only_tokens_are_taken_and_only_by_post(client, login_gov, link):
    assert push(login_gov.event(PURGED), kind="text/plain").status_code == 400
    assert client.get("/verify/login-gov/events/").status_code == 405
    link.refresh_from_db()
    assert link.state == "active"


def test_an_event_token_signs_nobody_in(client, login_gov):
    there = question(client)
    login_gov.twist = {"sign": lambda claims: login_gov.event(PURGED, **claims)}
    assert client.get(answer(there)).status_code == 403
