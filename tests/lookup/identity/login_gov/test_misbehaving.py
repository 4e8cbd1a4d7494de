"""Whatever is wrong with an answer, it is refused: the same calm page, no account, no claim, nothing told."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.test import Client

from clearance.audit.models import Event
from lookup.identity.login_gov import fetch
from lookup.identity.login_gov.asking import WAIT
from lookup.identity.models import Claim, VerifiedIdentity
from tests.lookup.identity.login_gov.going import START, answer, question, sign_in
from tests.lookup.identity.login_gov.misbehaving import WRONG, WRONG_AT_THE_START
from tests.lookup.identity.login_gov.strict import WREN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "login_gov")]


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(fetch, "SECONDS", 0.4)


def page(client: Client) -> str:
    """The calm page, but for what is drawn by chance for each form."""
    text = client.get("/verify/login-gov/failed/").content.decode()
    return without_chance(text)


def without_chance(text: str) -> str:
    return "\n".join(
        line for line in text.splitlines() if "csrfmiddlewaretoken" not in line and 'name="next"' not in line
    )


def assert_refused(client: Client, response, capfd, caplog) -> None:
    assert response.status_code == 403
    assert without_chance(response.content.decode()) == page(Client())
    assert not client.get("/privacy/").wsgi_request.user.is_authenticated
    for model in (get_user_model(), SocialAccount, VerifiedIdentity, Claim):
        assert not model.objects.exists()
    event = Event.objects.get()
    assert (event.actor, event.action, set(event.detail)) == ("visitor", "login_gov.refused", {"because"})
    logged = caplog.text + "".join(capfd.readouterr()) + str(event.detail)
    assert not any(str(personal) in logged for personal in WREN.values())


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_answer_is_refused(client, login_gov, wrong, capfd, caplog):
    login_gov.twist = WRONG[wrong](login_gov)
    assert_refused(client, sign_in(client), capfd, caplog)


@pytest.mark.parametrize("wrong", WRONG_AT_THE_START)
def test_where_login_gov_cannot_be_trusted_nobody_is_sent_there(client, login_gov, wrong, capfd, caplog):
    login_gov.twist = WRONG_AT_THE_START[wrong](login_gov)
    assert_refused(client, client.post(START), capfd, caplog)


def test_where_nobody_answers_nobody_is_sent(client, settings, capfd, caplog):
    settings.LOGIN_GOV = settings.LOGIN_GOV | {"issuer": "http://127.0.0.1:9/"}
    assert_refused(client, client.post(START), capfd, caplog)


def test_the_right_answer_comes_through_the_same_way(client):
    assert sign_in(client).status_code == 302
    assert Claim.objects.count() == 1


def test_an_answer_counts_once(client):
    back = answer(question(client))
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 403
    client.logout()
    assert client.get(back).status_code == 403
    assert Claim.objects.count() == 1


def test_an_answer_counts_in_the_browser_that_asked_only(client, capfd, caplog):
    back = answer(question(client))
    assert_refused(another := Client(), another.get(back), capfd, caplog)


def test_a_forged_answer_does_not_spoil_the_right_one(client):
    back = answer(question(client))
    assert client.get("/verify/login-gov/back/?state=forged&code=x").status_code == 403
    assert client.get(back).status_code == 302


def test_an_answer_that_took_too_long_is_not_taken(client, now, monkeypatch):
    there = question(client)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + WAIT * 1.01)
    assert client.get(answer(there)).status_code == 403
    assert not get_user_model().objects.exists()


def test_a_code_of_another_question_is_not_taken(client, login_gov):
    """Login.gov knows by PKCE whose it is; where it forgets to look, the nonce tells us."""
    answer(question(Client()))
    stolen, of_another = next(iter(login_gov.codes.items()))

    def swap(told):
        of_another["code_challenge"] = login_gov.codes[told["code"]]["code_challenge"]
        return told | {"code": stolen}

    login_gov.twist = {"back": swap}
    assert sign_in(client).status_code == 403
    assert Event.objects.get().detail == {"because": "nonce"}
    assert not get_user_model().objects.exists()


def test_enough_wrong_ways_are_known():
    assert len(WRONG) + len(WRONG_AT_THE_START) >= 100
