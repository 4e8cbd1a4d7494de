"""The agency's key pair."""

import os

import pytest

from clearance.notices.client.keys import make_key, read_key
from clearance.notices.client.problems import Problem
from clearance.signing import public_key
from tests.notices.client.court import Court


def test_a_key_is_made_for_its_owner_only_and_read_again(tmp_path):
    made = make_key(tmp_path / "agency.key")
    assert public_key(read_key(tmp_path / "agency.key")) == public_key(made)
    assert (tmp_path / "agency.key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["agency.key"]


def test_a_key_that_is_there_is_never_written_over(tmp_path):
    path = tmp_path / "agency.key"
    first = public_key(make_key(path))
    with pytest.raises(
        Problem, match=r"agency\.key: there is a key already\. To begin with a new one move this one away"
    ):
        make_key(path)
    assert public_key(read_key(path)) == first
    assert [file.name for file in tmp_path.iterdir()] == ["agency.key"]


def test_without_a_key_it_says_how_to_make_one(tmp_path):
    with pytest.raises(Problem, match=r"agency\.key: there is no key\. Make one with the command keygen\."):
        read_key(tmp_path / "agency.key")


def test_where_no_key_can_be_written(tmp_path):
    with pytest.raises(Problem, match=r"No such file or directory\. Give a place for the key"):
        make_key(tmp_path / "nowhere" / "agency.key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_key_that_others_can_read_is_not_used(tmp_path, mode):
    make_key(path := tmp_path / "agency.key")
    path.chmod(mode)
    with pytest.raises(Problem, match=rf"found mode {mode:04o}; allowed: only its owner reads it\. Run: chmod 600 "):
        read_key(path)


@pytest.mark.parametrize("content", [b"", b"a key", b"-----BEGIN PRIVATE KEY-----\n"])
def test_what_is_no_key(tmp_path, content):
    path = tmp_path / "agency.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(
        Problem, match=r"this is no private key as PEM without a password\. Give the file that keygen made"
    ):
        read_key(path)


def test_keygen_makes_it_and_prints_what_to_register(law, tmp_path, capsys):
    court = Court(tmp_path / "court", "https://clearance.example.gov")
    (court.folder / "agency.key").unlink()
    assert court.client("keygen") == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[-1] == public_key(read_key(court.folder / "agency.key"))
    assert "PRIVATE" not in "".join(printed)
    assert court.client("keygen") == 2
    assert "there is a key already" in capsys.readouterr().err


def test_the_mode_of_new_files_does_not_matter(tmp_path):
    before = os.umask(0)
    try:
        make_key(tmp_path / "agency.key")
    finally:
        os.umask(before)
    assert (tmp_path / "agency.key").stat().st_mode & 0o777 == 0o600
