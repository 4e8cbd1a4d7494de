"""Whether an address has an account cannot be told: not by what is answered, and not by how long it takes."""

import re
import statistics
import time

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.accounts import steps
from tests.accounts.steps import ADDRESS

pytestmark = pytest.mark.django_db
NOBODY = "nobody@mail.example"


class CountingHasher(MD5PasswordHasher):
    algorithm = "counting"
    hashed = 0

    def encode(self, password, salt):
        CountingHasher.hashed += 1
        return super().encode(password, salt)


def seen(response, address):
    """All that a visitor gets, but for tokens and the time, and the address that they typed themselves."""
    body = re.sub(r'value="\w{64}"', "", response.content.decode()).replace(address, "ADDRESS")
    cookies = {name: (morsel["path"], morsel["max-age"]) for name, morsel in response.cookies.items()}
    headers = {name: value for name, value in response.headers.items() if name not in ("Content-Length", "Expires")}
    return response.status_code, body, sorted(headers.items()), cookies


def sign_up(browser, address):
    yield browser.post("/account/signup/", {"email": address, "password1": steps.PASSWORD})
    yield browser.get("/account/email/code/")
    for _ in range(3):
        yield browser.post("/account/email/code/", {"code": "0000-0001"})


def sign_up_with_passkey(browser, address):
    yield browser.post("/account/signup/passkey/", {"email": address})
    yield browser.get("/account/email/code/")
    yield browser.post("/account/email/code/", {"code": "0000-0001"})


def sign_in(browser, address):
    for _ in range(6):
        yield steps.sign_in(browser, address, "this is not the password")


def reset(browser, address):
    yield browser.post("/account/password/reset/", {"email": address})
    yield browser.get("/account/password/reset/code/")
    for _ in range(3):
        yield browser.post("/account/password/reset/code/", {"code": "0000-0001"})


WAYS = pytest.mark.parametrize("way", [sign_up, sign_up_with_passkey, sign_in, reset])


@WAYS
def test_the_answers_are_the_same_to_the_byte(member, way):
    answers = {}
    for address in (ADDRESS, NOBODY):
        cache.clear()
        answers[address] = [seen(response, address) for response in way(Client(), address)]
    assert answers[ADDRESS] == answers[NOBODY]


@WAYS
def test_as_many_passwords_are_hashed_and_as_many_mails_sent(member, way, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher", *settings.PASSWORD_HASHERS]
    steps.sign_in(Client())  # the account's own password is hashed by what counts from here on
    cost = {}
    for address in (ADDRESS, NOBODY):
        cache.clear()
        mail.outbox.clear()
        CountingHasher.hashed = 0
        list(way(Client(), address))
        cost[address] = CountingHasher.hashed, len(mail.outbox)
    assert cost[ADDRESS] == cost[NOBODY]


@pytest.mark.parametrize("way", [sign_up, reset])
def test_the_answers_take_as_long(member, way, settings):
    settings.ANSWER_TAKES = 0.2
    taken = {ADDRESS: [], NOBODY: []}
    for number in range(6):
        for address in (ADDRESS, NOBODY):
            cache.clear()
            asked = address if address == ADDRESS else f"nobody{number}@mail.example"
            begun = time.perf_counter()
            next(way(Client(), asked))
            taken[address].append(time.perf_counter() - begun)
    assert min(taken[ADDRESS] + taken[NOBODY]) >= 0.2
    assert abs(statistics.median(taken[ADDRESS]) - statistics.median(taken[NOBODY])) < 0.02


def test_whoever_owns_the_address_learns_from_the_mail_what_is_so(member):
    cache.clear()
    next(sign_up(Client(), ADDRESS))
    assert mail.outbox[-1].body.startswith("Someone asked for a new account with this address. You have one already")
    next(reset(Client(), NOBODY))
    assert mail.outbox[-1].body.startswith("Someone asked for a new password with this address. There is no account")
    assert not re.search(r"\d{4}-\d{4}", mail.outbox[-1].body)
