"""What people do to make an account and to sign in, one step each, with the test client."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client

ADDRESS = "heron@mail.example"
PASSWORD = "three herons over water"


def code_in_mail() -> str:
    """The code in the newest mail."""
    return re.search(r"^\d{4}-\d{4}$", mail.outbox[-1].body, re.MULTILINE).group()


def app_code(secret: str, later: int = 0) -> str:
    """What an app shows now; `later` half minutes on."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def ask_for_account(client: Client, address: str = ADDRESS, password: str = PASSWORD):
    return client.post("/account/signup/", {"email": address, "password1": password})


def sign_up(client: Client, address: str = ADDRESS, password: str = PASSWORD) -> None:
    assert ask_for_account(client, address, password).url == "/account/email/code/"
    assert client.post("/account/email/code/", {"code": code_in_mail()}).url == "/account/step/"


def set_up_app(client: Client) -> str:
    """Its secret."""
    secret = client.get("/account/app/").context["form"].secret
    assert client.post("/account/app/", {"code": app_code(secret)}).url == "/account/codes/"
    return secret


def spare_codes(client: Client) -> list[str]:
    return client.get("/account/codes/").context["unused_codes"]


def sign_in(client: Client, address: str = ADDRESS, password: str = PASSWORD):
    return client.post("/account/login/", {"login": address, "password": password})
