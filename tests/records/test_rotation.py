"""Changing keys: everything is found and opened before, during and after, also where the change is killed."""

import os
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from clearance import keyring
from clearance.audit.models import Event
from clearance.keyring import IDENTIFIERS, SEALING
from clearance.records import rotation
from clearance.records.identities.numbers import to_find
from clearance.records.models import PersonAddress, PersonIdentifier
from clearance.records.rotation import Rotated, rotate
from lookup.identity.attested import Attested, Name, opened, sealed
from lookup.identity.models import Claim
from tests.records.extracts import AT, take_in
from tests.records.identities.told import held, told
from tests.records.other_processes import held_elsewhere, run_until_killed

pytestmark = pytest.mark.django_db(transaction=True)

NUMBERS = [("state_id", "FR-7654321001"), ("license", "FR 76543219"), ("ssn", "078-05-1120")]


@pytest.fixture(autouse=True)
def kept(tmp_path, settings, monkeypatch):
    """Numbers and addresses, under keys of the test's own."""
    settings.DATA_DIR = tmp_path
    settings.KEYS = tmp_path / "keys.json"
    monkeypatch.setenv("CLEARANCE_KEYS", str(settings.KEYS))
    return take_in(told(tmp_path / "sent"))


def all_are_found() -> bool:
    given = [held(*number).count() for number in NUMBERS]
    claimed = [PersonIdentifier.objects.with_digest(kind, to_find(kind, value)).count() for kind, value in NUMBERS]
    return given == claimed == [1, 1, 1]


def keys_in_use() -> set[int]:
    return {key for model in rotation.KEPT for key in model.objects.values_list("key", flat=True)}


def test_a_new_key_for_digests_and_everything_is_found_as_before(tmp_path):
    made_before = to_find(*NUMBERS[0]), keyring.digest("fr7654321001")
    assert rotate(by="staff:1", use=IDENTIFIERS) == Rotated(key=2, rows=5, carried_on=False)
    assert keys_in_use() == {2}
    assert all_are_found()
    for digest in made_before:
        assert PersonIdentifier.objects.with_digest("state_id", digest).count() == 1
    assert take_in(tmp_path / "sent").outcome == "unchanged"


def test_under_an_old_key_alone_nothing_is_found():
    before = keyring.digest("fr7654321001")
    rotate(by="staff:1", use=IDENTIFIERS)
    assert not PersonIdentifier.objects.filter(digest=before.value).exists()


def test_everything_sealed_opens_under_the_new_key_as_before():
    before = [address.read() for address in PersonAddress.objects.order_by("pk")]
    assert rotate(by="staff:1", use=SEALING) == Rotated(key=2, rows=2, carried_on=False)
    addresses = list(PersonAddress.objects.order_by("pk"))
    assert [keyring.sealed_with(address.sealed) for address in addresses] == [2, 2]
    assert [address.read() for address in addresses] == before


def test_what_a_claim_says_opens_under_the_new_key_too():
    said = Attested(Name("Drisk", "Azzoleth"), date(1980, 2, 29))
    claim = Claim.objects.create(made_at=AT, made_by="account:9")
    settled = Claim.objects.create(made_at=AT, made_by="account:9")
    claim.attested = sealed(said, place=str(claim))
    claim.save()
    assert rotate(by="staff:1", use=SEALING).rows == 3
    claim.refresh_from_db()
    settled.refresh_from_db()
    assert (keyring.sealed_with(claim.attested), settled.attested) == (2, None)
    assert opened(claim.attested, place=str(claim)) == said


def test_each_change_is_in_the_event_log():
    rotate(by="staff:1", use=IDENTIFIERS)
    added, done = Event.objects.about("keys:identifiers").order_by("pk")
    assert (added.actor, added.action, added.detail) == ("staff:1", "keys.added", {"key": 2})
    assert (done.action, done.detail) == ("keys.rotated", {"key": 2, "rows": 5})


KILLED = """
from clearance.records import rotation
rotation.RANGE = 1
kill_at(rotation, '_write', {time})
rotation.rotate(by="staff:1", use={use!r})
"""


@pytest.mark.parametrize("time", [1, 2, 4, 5])
def test_a_killed_change_of_digests_is_carried_on_with_the_same_key(time):
    run_until_killed(KILLED.format(time=time, use=IDENTIFIERS))
    assert keys_in_use() == ({1} if time == 1 else {1, 2})
    assert all_are_found()
    assert rotate(by="staff:1", use=IDENTIFIERS) == Rotated(key=2, rows=6 - time, carried_on=True)
    assert keys_in_use() == {2}
    assert all_are_found()
    assert rotate(by="staff:1", use=IDENTIFIERS).key == 3


def test_a_killed_change_of_seals_is_carried_on_with_the_same_key():
    run_until_killed(KILLED.format(time=2, use=SEALING))
    assert [keyring.sealed_with(address.sealed) for address in PersonAddress.objects.order_by("pk")] == [2, 1]
    assert rotate(by="staff:1", use=SEALING) == Rotated(key=2, rows=1, carried_on=True)
    assert {address.read().region for address in PersonAddress.objects.all()} == {"FK"}


def test_an_import_after_a_killed_change_finds_nothing_changed(tmp_path):
    run_until_killed(KILLED.format(time=2, use=IDENTIFIERS))
    assert take_in(tmp_path / "sent").outcome == "unchanged"
    assert keys_in_use() == {2}


def test_the_command_changes_a_key_and_says_what_it_did(capsys):
    call_command("keys", "rotate", "identifiers")
    call_command("keys", "rotate", "sealing", "--by", "staff:7")
    out = capsys.readouterr().out
    assert "identifiers: key 2, 5 rows" in out and "sealing: key 2, 2 rows" in out
    assert Event.objects.of_kind("keys.rotated").order_by("pk").last().actor == "staff:7"


def test_while_an_import_runs_no_key_is_changed():
    with held_elsewhere("import"), pytest.raises(CommandError, match="Try again"):
        call_command("keys", "rotate", "identifiers")
    assert keyring.newest(IDENTIFIERS) == 1


def test_what_does_not_open_stops_the_change_and_is_named_by_its_row():
    broken = PersonAddress.objects.order_by("pk").last()
    PersonAddress.objects.filter(pk=broken.pk).update(sealed=b"\0\1" + os.urandom(60))
    with pytest.raises(CommandError, match=f"records.PersonAddress.sealed, row {broken.pk}: "):
        call_command("keys", "rotate", "sealing")
