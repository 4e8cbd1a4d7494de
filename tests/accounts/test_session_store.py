"""What a session holds lies sealed in the database, each for its own key."""

import base64

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.test import Client

from clearance import keyring
from clearance.accounts.session_store import SessionStore
from tests.accounts import steps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_answers")]


def rows() -> list[bytes]:
    """All sessions, as they lie in the database and with their base64 opened."""
    kept = Session.objects.values_list("session_data", flat=True)
    return [form for one in kept for form in (one.encode(), base64.b64decode(one))]


def test_no_row_shows_the_address_or_the_code_that_is_being_confirmed(client):
    steps.ask_for_account(client)
    held = str(dict(client.session))
    assert steps.ADDRESS in held
    assert rows()
    for secret in (steps.ADDRESS, steps.code_in_mail(), steps.code_in_mail().replace("-", "")):
        assert not any(secret.encode() in row for row in rows())


def test_no_row_shows_the_secret_of_an_app_that_is_set_up(client):
    steps.sign_up(client)
    secret = client.get("/account/app/").context["form"].secret
    assert secret in str(dict(client.session))
    assert not any(secret.encode() in row for row in rows())
    assert client.post("/account/app/", {"code": steps.app_code(secret)}).url == "/account/codes/"


def test_a_session_opens_under_its_own_key_only():
    one, other = SessionStore(), SessionStore()
    for number, session in enumerate((one, other)):
        session["visit"] = number
        session.save()
    taken = Session.objects.get(pk=one.session_key).session_data
    Session.objects.filter(pk=other.session_key).update(session_data=taken)
    assert SessionStore(one.session_key).load() == {"visit": 0}
    assert SessionStore(other.session_key).load() == {}


@pytest.mark.parametrize("kept", ["", "no base64!", "AAAA", db.SessionStore().encode({"visit": 31})])
def test_what_does_not_open_is_an_empty_session(kept):
    session = SessionStore()
    session["visit"] = 31
    session.save()
    Session.objects.update(session_data=kept)
    assert SessionStore(session.session_key).load() == {}
    browser = Client()
    browser.cookies["session"] = session.session_key
    assert browser.get("/mine/").status_code == 403


def test_it_still_opens_after_a_new_key_was_added(settings, tmp_path):
    settings.KEYS = tmp_path / "keys.json"
    session = SessionStore()
    session["visit"] = 31
    session.save()
    keyring.add_key(keyring.SEALING)
    assert SessionStore(session.session_key).load() == {"visit": 31}
    session.cycle_key()
    assert SessionStore(session.session_key).load() == {"visit": 31}
