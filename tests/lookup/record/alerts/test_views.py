import re
from itertools import pairwise

import pytest
from django.test import Client

from lookup.record.alerts import choices
from lookup.record.alerts.models import Alert, AlertChoice, choice_of
from tests.lookup import people
from tests.lookup.people import NOW
from tests.lookup.visiting import begin_visit, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, link):
    sign_in(client, link.account)
    client.post("/mine/yes/")
    return client


def page(client, **more) -> str:
    return client.get("/mine/alerts/", **more).content.decode()


def test_the_page_says_what_is_on_without_the_whole_address(signed_in):
    shown = page(signed_in)
    assert "On: we write to s…@mail.example." in shown
    assert "Off. Others may see messages on your phone." in shown
    assert "someone@" not in shown


@pytest.mark.parametrize("kinds", [[], ["cleared"]])
def test_no_heading_skips_a_level_with_news_or_without(signed_in, link, kinds):
    for kind in kinds:
        Alert.objects.create(account=link.account, kind=kind, about="clearance:1", at=NOW)
    levels = [int(level) for level in re.findall(r"<h(\d)", page(signed_in))]
    assert levels[0] == 1
    assert max(after - before for before, after in pairwise(levels)) == 1


def test_email_can_be_stopped_and_begun_again(signed_in, link):
    for wanted in ("off", "on"):
        assert signed_in.post("/mine/alerts/choose/", {"email": wanted}).url == "/mine/alerts/"
        assert choice_of(link.account).email == (wanted == "on")


def test_a_number_is_confirmed_by_the_code_that_was_sent(
    signed_in, link, text_messages, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post("/mine/alerts/number/", {"number": "555-201-4233"})
    code = re.search(r"\d{6}", text_messages[0].text)[0]
    assert "We sent 6 digits to the number that ends in 33." in page(signed_in)
    assert "This code does not work." in _code(signed_in, str(int(code) + 1).zfill(6)[-6:]).content.decode()
    assert _code(signed_in, f"{code[:3]} {code[3:]}").url == "/mine/alerts/"
    shown = page(signed_in)
    assert "On: we write to the number that ends in 33." in shown
    assert "555" not in shown.replace("555-201-4233. We send", "")
    signed_in.post("/mine/alerts/choose/", {"forget": "1"})
    assert choice_of(link.account).number is None


def _code(client, code):
    return client.post("/mine/alerts/number/code/", {"code": code})


@pytest.mark.parametrize(
    ("typed", "says"),
    [("", "Type your phone number first."), ("911", "This is not a phone number of this country.")],
)
def test_a_number_that_cannot_be_is_kept_in_the_form_with_what_to_do(signed_in, typed, says):
    shown = signed_in.post("/mine/alerts/number/", {"number": typed}).content.decode()
    assert says in shown
    assert f'value="{typed}"' in shown
    assert AlertChoice.objects.get().number is None


def test_a_sixth_code_in_a_day_is_refused(signed_in):
    for _ in range(choices.CODES_PER_DAY):
        signed_in.post("/mine/alerts/number/", {"number": "555-201-4233"})
    shown = signed_in.post("/mine/alerts/number/", {"number": "555-201-4233"}).content.decode()
    assert "We have sent five codes today. Try again tomorrow." in shown


def test_a_code_that_could_not_be_sent_is_said(signed_in, settings, django_capture_on_commit_callbacks, caplog):
    settings.SMS_BACKEND = "tests.lookup.record.alerts.test_actions.BrokenGateway"
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post("/mine/alerts/number/", {"number": "555-201-4233"})
    assert "No code is on its way to the number that ends in 33." in page(signed_in)
    assert "2014233" not in caplog.text


def test_where_none_can_be_sent_text_messages_are_not_offered(signed_in, settings):
    settings.SMS_BACKEND = ""
    assert "By text message" not in page(signed_in)
    assert signed_in.post("/mine/alerts/number/", {"number": "555-201-4233"}).status_code == 404


def test_what_the_messages_were_about_is_read_here(signed_in, link):
    for kind in Alert.Kind:
        Alert.objects.create(account=link.account, kind=kind, about="it", at=NOW)
    shown = page(signed_in)
    assert shown.count("22 November 2026") == len(Alert.Kind)
    assert "A charge of yours was cleared." in shown
    assert "In 30 days your page closes, as it does once a year." in shown
    assert "Se borró un cargo suyo." in page(signed_in, headers={"accept-language": "es"})


def test_a_visit_without_an_account_is_told_what_messages_need(client, law):
    begin_visit(client, people.someone_who_waits())
    assert "Messages need an account." in page(client)
    assert client.post("/mine/alerts/choose/", {"email": "on"}).status_code == 404
    assert not AlertChoice.objects.exists()


def test_messages_are_stopped_without_signing_in_and_without_a_form_of_ours(link):
    token = choices.stop_token(choice_of(link.account))
    stranger = Client(enforce_csrf_checks=True)
    asked = stranger.get(f"/stop/{token}/").content.decode()
    assert "Stop these messages?" in asked
    assert choice_of(link.account).email
    done = stranger.post(f"/stop/{token}/", {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert not choice_of(link.account).email
    for word in ("someone", "mail.example"):
        assert word not in asked + done.content.decode()


def test_a_token_of_nobody_looks_the_same(link):
    token = choices.stop_token(choice_of(link.account))
    right, wrong = (
        re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", Client().post(f"/stop/{one}/").content.decode())
        for one in (token, "nobody")
    )
    assert right.replace(token, "") == wrong.replace("nobody", "")
