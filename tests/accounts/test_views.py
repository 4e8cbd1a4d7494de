"""Making an account, signing in and out, and changing what is in it."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client

from clearance.accounts.models import Preference
from clearance.audit.models import Event
from tests.accounts import steps
from tests.accounts.steps import ADDRESS, PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(quick_answers):
    """Hashing is not what is tested here."""


def text(response) -> str:
    return response.content.decode()


def test_an_account_is_made_in_steps_that_lead_on_by_themselves(client):
    steps.sign_up(client)
    assert "Step 2 of 3" in text(client.get("/account/step/"))
    steps.set_up_app(client)
    page = text(client.get("/account/codes/"))
    assert "Step 3 of 3" in page
    assert 'href="/account/"' in page
    assert [event.action for event in Event.objects.order_by("pk")][:2] == ["account.made", "account.signed_in"]


def test_without_a_second_step_the_way_to_the_record_leads_to_it(client):
    steps.sign_up(client)
    assert client.get("/mine/", follow=True).redirect_chain[-1][0] == "/account/step/"
    steps.set_up_app(client)
    assert client.get("/mine/", follow=True).redirect_chain[-1][0] == "/verify/"  # no step is missing, but whose it is
    assert client.get("/account/step/").url == "/account/"


def test_the_name_of_a_user_is_by_chance_and_not_the_address(client):
    steps.sign_up(client)
    user = get_user_model().objects.get()
    assert len(user.username) == 32
    assert "heron" not in user.username


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("fourteen chars", "too short"),
        ("123456789987654321", "too common"),
        ("heron@mail.example", "too similar"),
        ("", "This is still empty"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(client, password, said):
    page = text(steps.ask_for_account(client, password=password))
    assert said in page
    assert "<title>Error:" in page
    assert password not in page.replace(ADDRESS, "") or not password


@pytest.mark.parametrize(
    "password", ["seven words and not one of them a number", "ñandú über straße 日本語!", "  a space at both ends  "]
)
def test_a_long_password_of_any_letters_is_taken(client, password):
    assert steps.ask_for_account(client, password=password).status_code == 302


def test_a_code_that_is_not_right_can_be_typed_again_and_the_third_ends_it(client):
    steps.ask_for_account(client)
    right = steps.code_in_mail()
    for _ in range(2):
        assert "This code is not right" in text(client.post("/account/email/code/", {"code": "0000-0001"}))
    assert client.post("/account/email/code/", {"code": "0000-0001"}).url == "/account/login/"
    assert client.post("/account/email/code/", {"code": right}).url == "/account/login/"
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_a_wrong_address_can_be_mended_by_starting_again(client):
    steps.ask_for_account(client)
    assert client.get("/account/signup/").url == "/account/email/code/"
    assert client.post("/account/again/", {"what": "new"}).url == "/account/signup/"
    assert client.get("/account/signup/").status_code == 200


def test_signing_in_asks_for_the_second_step_and_takes_the_app_or_a_spare_code(member):
    for code in (steps.app_code(member.secret, 1), member.codes[0]):
        browser = Client()
        assert steps.sign_in(browser).url == "/account/login/step/"
        assert browser.get("/account/").status_code == 302
        assert "This code is not right" in text(browser.post("/account/login/step/", {"code": "000000"}))
        assert browser.post("/account/login/step/", {"code": code}).url == "/mine/"
        assert browser.get("/account/").status_code == 200


def test_a_code_of_the_app_and_a_spare_code_work_once(member):
    for code in (steps.app_code(member.secret, 1), member.codes[0]):
        answers = []
        for _ in range(2):
            browser = Client()
            steps.sign_in(browser)
            answers.append(browser.post("/account/login/step/", {"code": code}).status_code)
        assert answers == [302, 200]


def test_the_spare_codes_are_shown_once(member):
    page = text(member.get("/account/codes/"))
    assert not any(code in page for code in member.codes)
    assert "They were shown once" in page
    assert member.post("/account/codes/new/").url == "/account/codes/"
    fresh = steps.spare_codes(member)
    assert len(fresh) == 10
    assert not set(fresh) & set(member.codes)


def test_the_square_holds_the_secret_that_is_being_set_up_and_comes_from_us(client):
    assert client.get("/account/app/square/").status_code == 302
    steps.sign_up(client)
    assert client.get("/account/app/square/").status_code == 404
    page = text(client.get("/account/app/"))
    assert 'src="/account/app/square/"' in page
    square = client.get("/account/app/square/")
    assert square["Content-Type"] == "image/svg+xml"
    assert square["Cache-Control"] == "no-store"
    assert square.content.startswith(b"<?xml")


def test_a_forgotten_password_is_replaced_by_a_code_and_does_not_sign_in(member):
    browser = Client()
    assert browser.post("/account/password/reset/", {"email": ADDRESS}).url == "/account/password/reset/code/"
    code = steps.code_in_mail()
    assert browser.post("/account/password/reset/code/", {"code": code}).url == "/account/password/reset/new/"
    new = {"password1": "a fourth heron came by", "password2": "a fourth heron came by"}
    assert browser.post("/account/password/reset/new/", new).url == "/account/password/reset/done/"
    assert browser.get("/account/").status_code == 302
    assert member.get("/account/").status_code == 302, "all devices are signed out"
    assert steps.sign_in(Client(), password=PASSWORD).status_code == 200
    assert steps.sign_in(Client(), password=new["password1"]).url == "/account/login/step/"
    assert mail.outbox[-1].body.startswith("The password of your account was changed.")


def test_changing_the_password_signs_out_other_devices_and_not_this_one(member):
    other = Client()
    steps.sign_in(other)
    other.post("/account/login/step/", {"code": member.codes[0]})
    assert other.get("/account/").status_code == 200
    new = "a fourth heron came by"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert member.post("/account/password/change/", form).url == "/account/"
    assert "Your password is changed." in text(member.get("/account/"))
    assert other.get("/account/").status_code == 302


def test_the_address_changes_once_the_code_sent_to_the_new_one_is_entered(member):
    assert member.post("/account/email/", {"email": "new@mail.example", "action_add": ""}).url == "/account/email/code/"
    assert EmailAddress.objects.get().email == ADDRESS
    assert mail.outbox[-1].to == ["new@mail.example"]
    assert member.post("/account/email/code/", {"code": steps.code_in_mail()}).url == "/account/"
    assert EmailAddress.objects.get().email == "new@mail.example"
    assert mail.outbox[-1].to == [ADDRESS]


def test_devices_are_listed_and_can_be_signed_out_one_by_one_or_all(member):
    others = []
    for code in member.codes[:3]:
        other = Client(HTTP_USER_AGENT="Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0")
        steps.sign_in(other)
        other.post("/account/login/step/", {"code": code})
        others.append(other)
    page = text(member.get("/account/signed-in/"))
    assert page.count("Firefox, Android</b>") == 3
    one = UserSession.objects.get(session_key=others[0].session.session_key)
    member.post("/account/signed-in/", {"session": str(one.pk)})
    assert [other.get("/account/").status_code for other in others] == [302, 200, 200]
    member.post("/account/signed-in/", {"session": "all"})
    assert [other.get("/account/").status_code for other in others] == [302, 302, 302]
    assert member.get("/account/").status_code == 200


def test_nobody_can_end_the_sign_in_of_someone_else(member):
    stranger = Client()
    steps.sign_up(stranger, "stranger@mail.example")
    its = UserSession.objects.get(session_key=member.session.session_key)
    stranger.post("/account/signed-in/", {"session": str(its.pk)})
    assert member.get("/account/").status_code == 200


def test_leaving_ends_the_sign_in_and_the_browsers_memory_of_it(member):
    key = member.session.session_key
    response = member.post("/leave/")
    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    member.cookies["session"] = key
    assert member.get("/account/").status_code == 302
    assert not UserSession.objects.exists()


def test_an_app_can_be_removed_and_then_the_second_step_is_missing(member):
    assert member.post("/account/app/remove/").url == "/account/step/"
    assert not Authenticator.objects.exists()


def test_mail_is_written_in_the_language_in_which_the_account_was_last_used(member):
    member.post("/language/", {"language": "es"})
    assert Preference.objects.get().language == "es"
    Client().post("/account/password/reset/", {"email": ADDRESS}, headers={"accept-language": "en"})
    assert mail.outbox[-1].subject == "Un mensaje para usted"
    assert "Este es su código" in mail.outbox[-1].body


def test_pages_answer_with_pages_whatever_is_asked_for(client):
    response = client.get("/account/login/", headers={"accept": "application/json"})
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:1"]
)
def test_signing_in_leads_to_no_other_site(member, to):
    browser = Client()
    browser.post("/account/login/", {"login": ADDRESS, "password": PASSWORD, "next": to})
    assert browser.post("/account/login/step/", {"code": member.codes[0]}).url == "/mine/"


def test_a_request_for_another_host_changes_no_link_in_a_mail(member, settings):
    settings.ALLOWED_HOSTS = ["*"]
    Client().post(
        "/account/signup/",
        {"email": ADDRESS, "password1": PASSWORD},
        headers={"host": "evil.example", "x-forwarded-host": "evil.example"},
    )
    assert "evil.example" not in mail.outbox[-1].body + mail.outbox[-1].subject
    assert f"{settings.SITE_ADDRESS}/account/login/" in mail.outbox[-1].body
