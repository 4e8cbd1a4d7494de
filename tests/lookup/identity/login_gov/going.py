"""The way to Login.gov and back, as a browser goes it."""

import requests
from django.http import HttpResponse
from django.test import Client

START = "/verify/login-gov/"


def question(client: Client, address: str = START) -> str:
    """The address of Login.gov to which the start page leads."""
    response = client.post(address)
    assert response.status_code == 302, response.content.decode()
    return response.url


def answer(there: str, choice: str = "agree") -> str:
    """The address to which Login.gov leads back, after its page was answered."""
    assert requests.get(there, timeout=5).status_code == 200
    response = requests.post(there, data={"choice": choice}, allow_redirects=False, timeout=5)
    assert response.status_code == 302, response.text
    return response.headers["Location"].removeprefix("http://testserver")


def sign_in(client: Client) -> HttpResponse:
    return client.get(answer(question(client)))
