"""The keys of this installation: made, read, added to; what they seal and what they find again."""

import hashlib
import hmac
import json
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from clearance import keyring
from clearance.keyring import IDENTIFIERS, SEALING, Digest, Unsealable


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    """A file of keys of the test's own, which is not there yet."""
    settings.KEYS = tmp_path / "keys.json"
    return settings.KEYS


def test_what_is_sealed_opens_in_its_place_and_nowhere_else():
    sealed = keyring.seal(b"12 Alder Lane", place="address:P1")
    assert b"Alder" not in sealed
    assert keyring.unseal(sealed, place="address:P1") == b"12 Alder Lane"
    with pytest.raises(Unsealable):
        keyring.unseal(sealed, place="address:P2")


def test_the_same_is_sealed_differently_each_time():
    assert keyring.seal(b"a", place="x") != keyring.seal(b"a", place="x")


def test_what_was_changed_does_not_open():
    sealed = keyring.seal(b"a", place="x")
    for position in range(len(sealed)):
        changed = sealed[:position] + bytes([sealed[position] ^ 1]) + sealed[position + 1 :]
        with pytest.raises(Unsealable):
            keyring.unseal(changed, place="x")
    for length in range(len(sealed)):
        with pytest.raises(Unsealable):
            keyring.unseal(sealed[:length], place="x")


def test_an_error_does_not_say_whose_it_is():
    with pytest.raises(Unsealable) as error:
        keyring.unseal(b"\0" * 40, place="address:P000000007")
    assert "P000000007" not in str(error.value)


def test_what_older_keys_sealed_still_opens_and_new_things_are_sealed_with_the_newest():
    before = keyring.seal(b"a", place="x")
    assert keyring.add_key(SEALING) == 2
    after = keyring.seal(b"a", place="x")
    assert (keyring.sealed_with(before), keyring.sealed_with(after)) == (1, 2)
    assert keyring.unseal(before, place="x") == keyring.unseal(after, place="x") == b"a"


def test_a_digest_is_an_hmac_by_each_key_in_turn(keys):
    keyring.make_keys()
    keyring.add_key(IDENTIFIERS)
    one, two = (keyring._keys(IDENTIFIERS)[number] for number in (1, 2))
    first = hmac.digest(one, b"fr1", hashlib.sha256)
    assert keyring.digest("fr1", key=1) == Digest(1, first)
    assert keyring.digest("fr1") == Digest(2, hmac.digest(two, first, hashlib.sha256))


@given(values=st.lists(st.text()), added=st.integers(0, 3))
def test_a_digest_brought_under_a_newer_key_is_the_digest_that_key_makes(values, added):
    # The file of the test before is as good as any.
    while keyring.newest(IDENTIFIERS) < 1 + added:
        keyring.add_key(IDENTIFIERS)
    newest = keyring.newest(IDENTIFIERS)
    assert keyring.digests(values, key=newest) == [keyring.digest(value).value for value in values]
    for value in values[:2]:
        for older in keyring.numbers(IDENTIFIERS):
            assert keyring.under(keyring.digest(value, key=older), key=newest) == keyring.digest(value)


def test_a_digest_is_never_brought_back_under_an_older_key():
    keyring.seal(b"", place="x")
    keyring.add_key(IDENTIFIERS)
    with pytest.raises(ValueError, match="cannot be brought back"):
        keyring.under(keyring.digest("fr1"), key=1)
    assert (keyring.first(IDENTIFIERS), keyring.newest(IDENTIFIERS)) == (1, 2)


def test_other_keys_find_nothing(keys):
    before = keyring.digest("fr1")
    keys.unlink()
    assert keyring.digest("fr1") != before


def test_the_file_is_for_its_owner_only_until_others_are_let_in_and_stays_so(keys):
    call_command("keys", "new")
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    keys.chmod(0o640)
    keyring.add_key(SEALING)
    assert stat.S_IMODE(keys.stat().st_mode) == 0o640
    assert [file.name for file in keys.parent.iterdir()] == ["keys.json"]


def test_a_file_that_every_user_can_read_is_refused(keys):
    call_command("keys", "new")
    keys.chmod(0o644)
    with pytest.raises(ImproperlyConfigured, match="chmod o="):
        keyring.newest(SEALING)


def test_the_command_makes_a_file_of_keys_and_never_overwrites_it(keys, capsys):
    call_command("keys", "new")
    assert str(keys) in capsys.readouterr().out
    before = keys.read_bytes()
    assert {use: list(ring) for use, ring in json.loads(before).items()} == {SEALING: ["1"], IDENTIFIERS: ["1"]}
    with pytest.raises(CommandError, match="is there already"):
        call_command("keys", "new")
    assert keys.read_bytes() == before


def test_the_command_says_where_no_file_can_be_made(settings, tmp_path):
    settings.KEYS = tmp_path / "no such folder" / "keys.json"
    with pytest.raises(CommandError, match="Does its folder exist"):
        call_command("keys", "new")


def test_a_site_in_production_makes_no_keys_by_itself(settings, keys):
    settings.PRODUCTION = True
    with pytest.raises(ImproperlyConfigured, match="keys new"):
        keyring.seal(b"a", place="x")
    assert not keys.exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"sealing": {}}',
        '{"sealing": {"0": "AA=="}}',
        '{"sealing": {"1": "AA=="}}',
        '{"sealing": {"one": "AA=="}}',
        '{"sealing": {"1": 7}}',
    ],
)
def test_a_file_that_holds_no_keys_is_refused_with_what_to_do(keys, text):
    keys.touch(mode=0o600)
    keys.write_text(text)
    with pytest.raises(ImproperlyConfigured, match="keys new"):
        keyring.seal(b"a", place="x")
