import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured

from clearance.installation_key import installation_key
from clearance.signing import load_private_key, new_private_key, public_key


@pytest.fixture(autouse=True)
def file(tmp_path, settings):
    settings.SIGNING_KEY = tmp_path / "key.pem"
    return settings.SIGNING_KEY


def test_a_key_is_made_once_and_is_its_owners_only(file):
    first = public_key(installation_key())
    assert public_key(installation_key()) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["key.pem"]


def test_when_many_ask_at_once_they_get_the_same_key():
    with ThreadPoolExecutor(8) as askers:
        assert len(set(askers.map(lambda _: public_key(installation_key()), range(16)))) == 1


def test_in_production_the_key_is_not_made_but_given(file, settings):
    settings.PRODUCTION = True
    with pytest.raises(
        ImproperlyConfigured, match=r"key\.pem cannot be used: No such file .*openssl genpkey -algorithm"
    ):
        installation_key()


def test_the_key_that_is_given_is_used(file, settings):
    settings.PRODUCTION = True
    given = new_private_key()
    file.touch(mode=0o640)
    file.write_bytes(given)
    assert public_key(installation_key()) == public_key(load_private_key(given))


def test_a_key_that_everyone_on_the_machine_can_read_is_refused(file):
    installation_key()
    file.chmod(0o604)
    with pytest.raises(ImproperlyConfigured, match="every user of this machine can read it"):
        installation_key()


def test_a_file_that_holds_no_such_key_is_refused(file):
    file.touch(mode=0o600)
    with pytest.raises(ImproperlyConfigured, match="this is no private key"):
        installation_key()
