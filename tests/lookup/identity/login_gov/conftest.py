import shutil
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives import serialization

from lookup.identity.login_gov import published
from tests.lookup.identity.login_gov.strict import StrictProvider, new_key

#: A cross-check, where there is Node: it is not installed for that alone.
collect_ignore = [] if shutil.which("node") and shutil.which("npm") else ["test_node.py"]

CLIENT_ID = "urn:gov:gsa:openidconnect.profiles:sp:sso:franklin:clearance"


@pytest.fixture(scope="session")
def client_key():
    return new_key()


@pytest.fixture(scope="session")
def running_provider(client_key) -> Iterator[StrictProvider]:
    provider = StrictProvider(CLIENT_ID, client_key.public_key())
    yield provider
    provider.stop()


@pytest.fixture(scope="session")
def key_file(client_key, tmp_path_factory) -> str:
    file = tmp_path_factory.mktemp("login_gov") / "key.pem"
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file.write_bytes(client_key.private_bytes(encoding, form, serialization.NoEncryption()))
    return str(file)


@pytest.fixture
def login_gov(running_provider, key_file, settings) -> Iterator[StrictProvider]:
    """This site is registered with a Login.gov that runs here and keeps to its rules."""
    settings.SITE_ADDRESS = "http://testserver"
    settings.LOGIN_GOV = {"issuer": running_provider.issuer, "client_id": CLIENT_ID, "key": key_file}
    running_provider.begin_anew(settings.SITE_ADDRESS)
    published._published.cache_clear()
    yield running_provider
    running_provider.released.set()
