import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from clearance.audit.checkpoints import Checkpoint, append_checkpoint, checked, newest
from clearance.audit.fault import Fault
from clearance.signing import canonical_json, load_private_key, new_private_key, public_key, sign

AT = datetime(2026, 11, 22, 15, 42, tzinfo=UTC)
KEY = load_private_key(new_private_key())
OTHER = load_private_key(new_private_key())


def append(file, number, key=KEY, minutes=None):
    at = AT + timedelta(minutes=10 * number if minutes is None else minutes)
    return append_checkpoint(file, id=number, hash=bytes([number % 256]) * 32, count=number, at=at, key=key)


def found(file, *keys):
    return [str(one) for one in checked(file, [public_key(key) for key in keys or (KEY,)]) if isinstance(one, Fault)]


@pytest.fixture
def file(tmp_path):
    """Three checkpoints."""
    for number in (3, 5, 5):
        append(tmp_path / "checkpoints.jsonl", number)
    return tmp_path / "checkpoints.jsonl"


def lines(file):
    return file.read_bytes().splitlines(keepends=True)


def test_checkpoints_come_back_as_they_were_taken(tmp_path):
    taken = [append(tmp_path / "file", number) for number in (1, 2)]
    assert list(checked(tmp_path / "file", [public_key(KEY)])) == taken
    assert newest(tmp_path / "file") == taken[1]


def test_there_is_no_newest_before_the_first(tmp_path):
    assert newest(tmp_path / "file") is None
    (tmp_path / "file").touch()
    assert newest(tmp_path / "file") is None


def test_others_can_read_a_line_without_this_software(file):
    """What the README of the log says of a line."""
    first, second, _ = lines(file)
    one = json.loads(second)
    assert (one["id"], one["count"], one["hash"]) == (5, 5, "05" * 32)
    assert one["at"] == "2026-11-22T16:32:00.000000Z"
    assert one["previous"] == sha256(first.removesuffix(b"\n")).hexdigest()
    assert json.loads(first)["previous"] == "0" * 64
    signature = one.pop("signature")
    assert signature == sign(KEY, json.dumps(one, sort_keys=True, separators=(",", ":")).encode())


def test_the_file_is_its_owners_only(file):
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_every_byte_counts(file):
    content = file.read_bytes()
    for place in range(0, len(content), 7):
        file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert found(file), place


def test_a_line_of_another_key_is_told_unless_that_key_is_given_too(file):
    append(file, 6, OTHER)
    assert found(file) == [
        "Line 4 of checkpoints.jsonl was changed, or was signed with another key than the one given."
    ]
    assert found(file, KEY, OTHER) == []


def test_lines_taken_out_or_moved_are_told(file):
    first, second, third = lines(file)
    gap = "does not continue from the line before: lines were changed or removed."
    file.write_bytes(first + third)
    assert found(file) == [f"Line 2 of checkpoints.jsonl {gap}"]
    file.write_bytes(second + third)
    assert found(file) == [f"Line 1 of checkpoints.jsonl {gap}"]
    file.write_bytes(second + first + third)
    assert f"Line 2 of checkpoints.jsonl {gap}" in found(file)


@pytest.mark.parametrize(("number", "minutes"), [(4, 60), (6, 10)])
def test_a_checkpoint_that_goes_back_is_told_and_not_used(file, number, minutes):
    append(file, number, minutes=minutes)
    assert found(file) == [
        "Line 4 of checkpoints.jsonl goes back: it tells of less, or of an earlier time, than a line before."
    ]
    assert len([one for one in checked(file, [public_key(KEY)]) if isinstance(one, Checkpoint)]) == 3


def test_a_line_whose_writer_was_stopped_stays_is_told_and_hides_nothing(file):
    file.write_bytes(file.read_bytes()[:-40])
    cut = "Line 3 of checkpoints.jsonl is not a checkpoint, or was cut short while it was written."
    assert newest(file) is None
    assert found(file) == [cut]
    append(file, 6)
    assert found(file) == [cut]
    assert newest(file).id == 6


WRONG = [
    {"hash": "xx" * 32},
    {"hash": "05"},
    {"id": "5"},
    {"at": "yesterday"},
    {"at": "2026-11-22"},
    {"more": 1},
]


@pytest.mark.parametrize("change", WRONG)
def test_what_is_signed_but_no_checkpoint_is_none(file, change):
    one = json.loads(lines(file)[-1]) | change
    del one["signature"]
    line = canonical_json(one | {"signature": sign(KEY, canonical_json(one))})
    file.write_bytes(b"".join(lines(file)[:2]) + line + b"\n")
    assert found(file) == ["Line 3 of checkpoints.jsonl is not a checkpoint, or was cut short while it was written."]


@pytest.mark.parametrize("line", ["", "null", "[]", "{}", '"x"', "[" * 3000, "\xff"])
def test_what_is_no_line_of_the_file_is_told(tmp_path, line):
    (tmp_path / "file").write_bytes(line.encode("latin-1") + b"\n")
    assert found(tmp_path / "file") == ["Line 1 of file is not a checkpoint, or was cut short while it was written."]


def test_writers_at_once_do_not_tear_the_file(file):
    with ThreadPoolExecutor(8) as writers:
        list(writers.map(lambda _: append(file, 7, minutes=80), range(80)))
    assert len(lines(file)) == 83
    assert found(file) == []
