"""What is written to people says nothing of what this site is about, and opens nothing by itself."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import translation

from clearance.accounts.adapter import AccountAdapter
from tests.accounts import steps
from tests.accounts.test_urls import mails

pytestmark = pytest.mark.django_db
#: What neither a mail's text nor its subject may say (security.md 2.1, row 8), in both languages.
FORBIDDEN = re.compile(
    r"clear|record|seal|expunge|crim|court|charge|convict|offen|arrest|police|borr(?!ó)|antecedente|cargo|delito|tribunal",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("template", [*mails(), "account/email/account_deleted"])
def test_every_mail_is_neutral_and_plain(template, language):
    AccountAdapter().write("heron@mail.example", template, language, code="1234-5678")
    sent = mail.outbox[-1]
    assert sent.subject == {"en": "A message for you", "es": "Un mensaje para usted"}[language]
    assert not FORBIDDEN.search(sent.subject + sent.body)
    assert sent.from_email == settings.MESSAGES_FROM
    assert sent.content_subtype == "plain"
    assert not getattr(sent, "alternatives", None)
    assert set(re.findall(r"https?://\S+", sent.body)) <= {f"{settings.SITE_ADDRESS}/account/login/"}
    assert "wren" not in sent.body
    assert "  " not in sent.body and "{{" not in sent.body


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_two_languages_differ(language):
    bodies = set()
    for one in ("en", "es"):
        with translation.override(one):
            AccountAdapter().write("heron@mail.example", "account/email/password_changed", one)
        bodies.add(mail.outbox[-1].body)
    assert len(bodies) == 2


def test_the_code_of_a_mail_is_of_use_only_where_it_was_asked_for(client, quick_answers):
    steps.ask_for_account(client)
    code = steps.code_in_mail()
    assert Client().post("/account/email/code/", {"code": code}).url == "/account/login/"
    assert client.post("/account/email/code/", {"code": code}).url == "/account/step/"


def test_a_mail_server_that_is_away_is_said_and_nothing_is_half_done(client, quick_answers, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    response = steps.ask_for_account(client)
    assert response.status_code == 503
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.EMAIL_PORT = 25
