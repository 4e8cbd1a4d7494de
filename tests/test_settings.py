"""Settings that come from the environment: what is read, and what keeps the site from starting."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "CLEARANCE_PRODUCTION": "1",
    "CLEARANCE_SECRET_KEY": "x" * 50,
    "CLEARANCE_HOSTS": "clearance.example",
    "CLEARANCE_DATABASE": "postgresql://web@db.example/clearance",
    "CLEARANCE_SIGNING_KEY": "/etc/clearance/key.pem",
    "CLEARANCE_KEYS": "/etc/clearance/keys.json",
}


@pytest.fixture
def read(tmp_path):
    """What a setting is in a process of its own with this environment; or how it refuses to start."""

    def read(name, **environment):
        kept = {key: value for key, value in os.environ.items() if not key.startswith("CLEARANCE_")}
        done = subprocess.run(
            [sys.executable, "-c", f"from clearance import settings; print(settings.{name})"],
            env=kept | {"CLEARANCE_DATA_DIR": str(tmp_path)} | environment,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip() if done.returncode == 0 else done.stderr.strip().splitlines()[-1]

    return read


def test_production_starts_with_all_that_it_needs(read):
    assert read("SIGNING_KEY", **PRODUCTION) == "/etc/clearance/key.pem"
    assert read("DEFAULT_FROM_EMAIL", **PRODUCTION) == "clearance@clearance.example"


@pytest.mark.parametrize("cookie", ["SESSION", "CSRF", "LANGUAGE"])
def test_in_production_browsers_keep_each_cookie_for_this_host_alone(read, cookie):
    assert read(f"{cookie}_COOKIE_NAME", **PRODUCTION).startswith("__Host-")
    assert read(f"{cookie}_COOKIE_SECURE", **PRODUCTION) == "True"


def test_production_does_not_start_without_a_signing_key(read):
    refusal = read("SIGNING_KEY", **PRODUCTION | {"CLEARANCE_SIGNING_KEY": ""})
    assert "CLEARANCE_SIGNING_KEY is not set" in refusal
    assert "openssl genpkey -algorithm ed25519" in refusal


def test_elsewhere_key_and_checkpoints_lie_in_the_data_folder(read, tmp_path):
    assert read("SIGNING_KEY") == str(tmp_path / "signing_key.pem")
    assert read("CHECKPOINTS") == str(tmp_path / "checkpoints.jsonl")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://relay.example:25", "relay.example 25   False False"),
        ("smtp://a%40b:p%3Aw@mail.example", "mail.example 587 a@b p:w False True"),
        ("smtps://a:b@mail.example", "mail.example 465 a b True False"),
        ("smtps://mail.example:4650", "mail.example 4650   True False"),
    ],
)
def test_a_mail_server_is_one_address(read, url, expected):
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_SSL", "EMAIL_USE_TLS")
    assert read(", settings.".join(names), CLEARANCE_EMAIL_URL=url) == expected


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp:mail.example"])
def test_what_is_no_mail_server_is_refused(read, url):
    assert "allowed: smtp://USER:PASSWORD@HOST:PORT" in read("EMAIL_URL", CLEARANCE_EMAIL_URL=url)


def test_without_a_mail_server_mails_are_printed(read):
    assert read("EMAIL_BACKEND").endswith("console.EmailBackend")


def test_an_auditor_who_could_not_be_mailed_keeps_production_from_starting(read):
    auditor = {"CLEARANCE_AUDITOR_EMAIL": "auditor@state.example"}
    assert "CLEARANCE_EMAIL_URL is not" in read("AUDITOR_EMAIL", **PRODUCTION | auditor)
    mail = {"CLEARANCE_EMAIL_URL": "smtp://relay.example:25"}
    assert read("AUDITOR_EMAIL", **PRODUCTION | auditor | mail) == "auditor@state.example"


LOGIN_GOV = {"CLEARANCE_LOGIN_GOV_CLIENT_ID": "urn:gov:clearance", "CLEARANCE_LOGIN_GOV_KEY": __file__}


def test_login_gov_is_off_until_the_site_is_registered_and_then_its_sandbox(read):
    assert read("LOGIN_GOV") == "None"
    site = {"issuer": "https://idp.int.identitysandbox.gov/", "client_id": "urn:gov:clearance", "key": __file__}
    assert read("LOGIN_GOV", **LOGIN_GOV) == str(site)
    assert read("LOGIN_GOV", **PRODUCTION, **LOGIN_GOV) == str(site)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"CLEARANCE_LOGIN_GOV_KEY": ""}, "CLEARANCE_LOGIN_GOV_KEY is not set"),
        ({"CLEARANCE_LOGIN_GOV_CLIENT_ID": ""}, "CLEARANCE_LOGIN_GOV_CLIENT_ID is not set"),
        ({"CLEARANCE_LOGIN_GOV_KEY": "/nowhere/key.pem"}, "CLEARANCE_LOGIN_GOV_KEY names /nowhere/key.pem"),
        ({"CLEARANCE_LOGIN_GOV_ISSUER": "http://secure.login.gov/"}, "CLEARANCE_LOGIN_GOV_ISSUER is 'http://"),
    ],
)
def test_the_site_does_not_start_when_login_gov_is_set_up_by_half(read, given, refusal):
    assert refusal in read("LOGIN_GOV", **PRODUCTION | LOGIN_GOV | given)


def test_whoever_writes_to_people_has_no_name_that_tells(read):
    assert read("MESSAGES_FROM", **PRODUCTION) == "messages@clearance.example"
    assert read("MESSAGES_FROM", CLEARANCE_MESSAGES_FROM="post@my.example") == "post@my.example"


def test_letters_say_where_the_post_brings_them_back(read):
    letters, lines = {"CLEARANCE_LETTERS": "1"}, {"CLEARANCE_RETURN_ADDRESS": " PO Box 100 | Greene, FR 04321 |"}
    assert read("RETURN_ADDRESS", **letters) == read("RETURN_ADDRESS", **PRODUCTION) == "[]"
    assert read("RETURN_ADDRESS", **PRODUCTION | letters | lines) == "['PO Box 100', 'Greene, FR 04321']"
    assert "CLEARANCE_RETURN_ADDRESS is not set, but CLEARANCE_LETTERS is" in read("LETTERS", **PRODUCTION | letters)


@pytest.mark.parametrize(("address", "found"), [("a|b|c|d|e", "5 lines"), ("PO Box 1|" + "x" * 51, "to 51 characters")])
def test_an_address_that_does_not_fit_on_a_letter_is_refused(read, address, found):
    refusal = read("RETURN_ADDRESS", CLEARANCE_RETURN_ADDRESS=address)
    assert found in refusal
    assert "allowed: at most 4 lines of at most 50 characters, with | between them" in refusal


def test_without_a_gateway_text_messages_are_printed_and_in_production_not_offered(read):
    assert read("SMS_BACKEND").endswith("console.Backend")
    assert read("SMS_BACKEND", **PRODUCTION) == ""


def test_a_gateway_needs_its_address_and_its_key(read, tmp_path):
    key = tmp_path / "sms_key"
    key.write_text("a-key-of-the-gateway-1\n")
    gateway = {"CLEARANCE_SMS_GATEWAY": "https://sms.example/send", "CLEARANCE_SMS_KEY_FILE": str(key)}
    assert read("SMS_BACKEND, settings.SMS_KEY", **PRODUCTION | gateway) == (
        "lookup.record.alerts.sms.http.Backend a-key-of-the-gateway-1"
    )
    for missing in gateway:
        assert f"{missing} is not set" in read("SMS_BACKEND", **PRODUCTION | gateway | {missing: ""})


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"CLEARANCE_SMS_GATEWAY": "http://sms.example"}, "allowed: https://HOST/PATH"),
        ({"CLEARANCE_SMS_KEY_FILE": "/nowhere/key"}, "cannot be read"),
        ({"CLEARANCE_SMS_KEY_FILE": "/dev/null"}, "holds no key"),
    ],
)
def test_a_gateway_that_cannot_be_is_refused(read, tmp_path, given, says):
    key = tmp_path / "sms_key"
    key.write_text("a-key-of-the-gateway-1")
    gateway = {"CLEARANCE_SMS_GATEWAY": "https://sms.example/send", "CLEARANCE_SMS_KEY_FILE": str(key)}
    assert says in read("SMS_BACKEND", **gateway | given)


def test_in_production_nothing_stands_in_for_a_passkey(read):
    assert "CLEARANCE_DEMO is set" in read("DEMO", **PRODUCTION | {"CLEARANCE_DEMO": "1"})
    assert read("DEMO", CLEARANCE_DEMO="1") == "True"
    assert read("DEMO", **PRODUCTION) == "False"
