"""Signed-in sessions end, warn before they do, and hold nothing that names anyone."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from clearance.accounts.models import Preference
from tests.accounts import steps
from tests.accounts.steps import ADDRESS
from tests.lookup.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(now, monkeypatch, member):
    """Sets the site's clock to so long after people.NOW."""

    def set_clock(**ahead):
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(**ahead))

    return set_clock


def signed_in(client):
    return client.get("/account/").status_code == 200


def test_a_page_leads_to_the_warning_in_time_and_the_warning_to_the_end(later, member):
    page = member.get("/account/")
    assert page["Refresh"] == "750; url=/account/still-there/?next=/account/"
    later(seconds=750)
    warning = member.get("/account/still-there/?next=/account/")
    assert b"In about 2 minutes you are signed out" in warning.content
    assert warning["Refresh"] == "151; url=/account/signed-out/"
    later(seconds=901)
    assert not signed_in(member)
    assert b"You were signed out" in member.get("/account/signed-out/").content


def test_the_button_keeps_the_session_and_leads_back(later, member):
    member.get("/account/signed-in/")
    later(seconds=800)
    assert member.post("/account/still-there/?next=/account/signed-in/").url == "/account/signed-in/"
    later(seconds=1600)
    assert signed_in(member)


def test_to_be_warned_is_not_to_use_it(later, member):
    member.get("/account/")
    for seconds in (750, 800, 850, 899):
        later(seconds=seconds)
        assert member.get("/account/still-there/").status_code == 200
    later(seconds=900)
    assert member.get("/account/still-there/").url == "/account/signed-out/"
    assert not signed_in(member)


def test_whoever_goes_on_in_another_window_is_led_back(later, member):
    member.get("/account/")
    later(seconds=700)
    member.get("/account/")
    later(seconds=750)
    assert member.get("/account/still-there/?next=/account/").url == "/account/"
    assert member.get("/account/still-there/?next=https://evil.example/").url == "/"
    assert member.get("/account/signed-out/").url == "/account/"


def test_however_busy_it_ends_after_twelve_hours(later, member):
    for minutes in range(0, 12 * 60, 10):
        later(minutes=minutes)
        assert signed_in(member), minutes
    later(hours=12)
    assert not signed_in(member)


def test_pages_of_a_form_that_was_sent_and_of_visitors_do_not_lead_away(now, member):
    assert "Refresh" not in member.post("/account/email/", {"email": "", "action_add": ""}).headers
    assert "Refresh" not in Client().get("/account/login/").headers
    assert "Refresh" not in member.get("/account/app/square/").headers


def test_the_key_of_the_session_changes_at_each_step(client, quick_answers):
    keys = []
    client.get("/account/login/")
    steps.ask_for_account(client)
    keys.append(client.session.session_key)
    client.post("/account/email/code/", {"code": steps.code_in_mail()})
    keys.append(client.session.session_key)
    steps.set_up_app(client)
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    assert Session.objects.count() == 1, "and no earlier one goes on"


def test_a_session_names_nobody_once_someone_is_signed_in(member):
    browser = Client()
    cache.clear()
    steps.sign_in(browser)
    browser.post("/account/login/step/", {"code": member.codes[0]})
    browser.get("/account/")
    for client in (member, browser):
        held = str(dict(client.session))
        assert ADDRESS not in held and steps.PASSWORD not in held and member.secret not in held


def test_what_is_sent_is_not_kept_while_the_password_is_asked_for_again(later, member):
    member.get("/account/")
    for minutes in (5, 11):
        later(minutes=minutes)
        member.get("/account/")
    answer = member.post("/account/email/", {"email": "new@mail.example", "action_add": ""})
    assert answer.url == "/account/sure/?next=/account/email/"
    assert "new@mail" not in str(dict(member.session))
    assert member.post(answer.url, {"password": "this is not it"}).status_code == 200
    assert member.post(answer.url, {"password": steps.PASSWORD}).url == "/account/email/"
    assert member.get("/account/email/").status_code == 200


def test_cookies_are_for_this_host_alone(member, settings):
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "__Host-session", True
    browser = Client()
    steps.sign_in(browser)
    cookie = browser.cookies["__Host-session"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")


def test_so_is_the_cookie_of_the_language_which_an_account_keeps_too(member, settings):
    settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_COOKIE_SECURE = "__Host-language", True
    member.post("/language/", {"language": "es"})
    cookie = member.cookies["__Host-language"]
    kept = (cookie.value, cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"], cookie["samesite"])
    assert kept == ("es", True, True, "/", "", "Lax")
    assert Preference.objects.get().language == "es"
    assert '<html lang="es"' in member.get("/account/").content.decode()
