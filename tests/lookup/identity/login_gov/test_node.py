"""The same sign-in against an OpenID provider that others wrote: the certified npm package `oidc-provider`."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from django.utils import timezone

from lookup.identity.login_gov import client as our_side
from lookup.identity.login_gov import published
from lookup.identity.login_gov.refused import Refused
from lookup.identity.login_gov.registration import registration
from lookup.identity.models import Claim
from tests.lookup.identity.login_gov.conftest import CLIENT_ID
from tests.lookup.identity.login_gov.going import question
from tests.lookup.identity.login_gov.strict import AAL, IAL, WREN, new_key, public_jwk

pytestmark = [pytest.mark.node, pytest.mark.django_db]

HERE = Path(__file__).parent / "node"
REDIRECT_URI = "http://testserver/verify/login-gov/back/"


@pytest.fixture(scope="session")
def program() -> Path:
    """The provider with its packages, in a folder that is kept from one run to the next."""
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / f"clearance-oidc-provider-{lock}"
    folder.mkdir(parents=True, exist_ok=True)
    for file in HERE.iterdir():
        shutil.copy(file, folder)
    if not (folder / "node_modules" / "oidc-provider").is_dir():
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    return folder / "provider.js"


@pytest.fixture
def start(program, client_key, key_file, settings):
    """Starts a provider that signs in this person, and registers the site with it."""
    running = []

    def start(**person: object) -> str:
        settings.SITE_ADDRESS = "http://testserver"
        setup = {
            "clientId": CLIENT_ID,
            "clientKey": public_jwk(client_key, "ours"),
            "signingKey": jwt.algorithms.RSAAlgorithm.to_jwk(new_key(), as_dict=True) | {"kid": "k1", "use": "sig"},
            "redirectUri": REDIRECT_URI,
            "acr": IAL,
            "person": {**WREN, "ial": IAL, "aal": AAL, **person},
        }
        process = subprocess.Popen(
            ["node", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        running.append(process)
        process.stdin.write(json.dumps(setup))
        process.stdin.close()
        issuer = next(line.strip() for line in process.stdout if line.startswith("http"))
        settings.LOGIN_GOV = {"issuer": issuer, "client_id": CLIENT_ID, "key": key_file}
        published._published.cache_clear()
        return issuer

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


def go(there: str) -> str:
    """Through the provider, as a browser goes, to the address on our site where it leads back to."""
    with requests.Session() as browser:
        while not there.startswith(REDIRECT_URI):
            response = browser.get(there, allow_redirects=False, timeout=10)
            assert response.status_code in (302, 303), response.text
            there = requests.compat.urljoin(there, response.headers["Location"])
    return there


def test_a_verified_person_signs_in_and_claims(client, start):
    start()
    response = client.get(go(question(client)))
    assert (response.status_code, response.url) == (302, "/mine/")
    assert Claim.objects.count() == 1


def test_someone_who_was_not_verified_is_refused(client, start):
    start(ial="urn:acr.login.gov:auth-only", verified_at=None)
    assert client.get(go(question(client))).status_code == 403
    assert not Claim.objects.exists()


def code_for(asked: our_side.Question) -> str:
    return parse_qs(urlsplit(go(our_side.authorization_address(registration(), asked, "en"))).query)["code"][0]


def test_it_takes_our_code_once_with_our_verifier_and_our_key_only(start, settings, tmp_path, monkeypatch):
    start()
    now = timezone.now()
    asked = our_side.Question()
    code = code_for(asked)
    assert our_side.answer(registration(), asked, code, now).sub == WREN["sub"]
    with pytest.raises(Refused, match="token_endpoint"):
        our_side.answer(registration(), asked, code, now)

    another = our_side.Question(state=asked.state, nonce=asked.nonce)
    with pytest.raises(Refused, match="token_endpoint"):
        our_side.answer(registration(), another, code_for(asked), now)

    monkeypatch.setattr("lookup.identity.login_gov.registration.Registration.private_key", lambda site: new_key())
    with pytest.raises(Refused, match="token_endpoint"):
        our_side.answer(registration(), asked, code_for(asked), now)
