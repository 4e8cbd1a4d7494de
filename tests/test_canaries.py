"""The watch over names and numbers sees each way in which one could get out."""

import logging

import pytest
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import transaction

from clearance.accounts.session_store import SessionStore
from clearance.audit import actions as audit
from tests.canaries import CASES, NAMES, NUMBERS

pytestmark = pytest.mark.django_db


def in_a_log():
    try:
        raise ValueError(f"{NAMES[0]} is not there")
    except ValueError:
        logging.getLogger("clearance.anything").exception("It went wrong.")


def in_a_mail():
    send_mail("News", f"Dear {NAMES[1].upper()}", None, ["someone@mail.example"])


def in_a_session():
    session = SessionStore()
    session["seen"] = [CASES[0]]
    session.save()


def in_the_cache():
    cache.set("someone", {"number": NUMBERS[0]})


def in_an_event():
    with transaction.atomic():
        audit.record(by="staff:1", action="person.viewed", subject="person:1", detail={"case": CASES[1]})


@pytest.mark.parametrize("leak", [in_a_log, in_a_mail, in_a_session, in_the_cache, in_an_event])
def test_a_leak_is_seen(leak, canaries, settings):
    settings.LOGGING_CONFIG = None
    leak()
    assert len(canaries.found) == 1
    canaries.found.clear()


def test_an_address_is_seen(client, canaries):
    client.get("/", {"who": NAMES[0]})
    assert [found.split(":")[0] for found in canaries.found] == ["address"]
    canaries.found.clear()


def test_what_names_nobody_passes(client, canaries):
    client.get("/")
    assert canaries.found == []
