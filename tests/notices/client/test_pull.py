"""Fetching notices over real HTTP: verified, and put in place whole or not at all."""

import json

import pytest

from clearance.installation_key import installation_key
from clearance.notices.http.fetching import FORMS
from clearance.notices.messages import signed
from clearance.notices.models import Notice
from clearance.notices.outbox.files import csv_file, jsonl
from clearance.signing import load_private_key, new_private_key
from tests.notices.client.court import tell
from tests.notices.told import undo


def test_a_notice_is_put_into_incoming_as_it_was_sealed(court, law, capsys):
    (notice,) = tell(law, 3)
    assert court.client("pull") == 0
    incoming = court.folder / "incoming"
    assert court.files("incoming") == [notice.file_name(ending) for ending in ("csv", "jsonl", "manifest.json")]
    assert (incoming / f"{notice.pk}.jsonl").read_bytes() == b"".join(jsonl(notice))
    assert (incoming / f"{notice.pk}.csv").read_bytes() == b"".join(csv_file(notice))
    assert (incoming / f"{notice.pk}.manifest.json").read_bytes() == notice.manifest_file()
    assert capsys.readouterr().out == f"fetched {notice.pk}: number 1, 3 lines, to be answered by 2026-04-02\n"
    assert Notice.objects.get().delivered_at


def test_what_was_fetched_is_not_fetched_again_whatever_becomes_of_its_files(court, law, capsys):
    tuple(tell(law, 3))
    court.client("pull")
    for name in court.files("incoming"):
        (court.folder / "incoming" / name).unlink()
    capsys.readouterr()
    assert court.client("pull") == 0
    assert capsys.readouterr().out == ""
    assert court.files("incoming") == court.files("refused") == []


def test_only_the_courts_own_notices_come_all_of_them_in_order(court, law, capsys, monkeypatch):
    monkeypatch.setattr("clearance.notices.http.views.PAGE", 2)
    notices = list(tell(law, 1, 2, 1, 1, 1))
    assert court.client("pull") == 0
    fetched = [line.split(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert fetched == [f"fetched {notice.pk}" for notice in notices]
    assert len(court.files("incoming")) == 15


def test_a_record_is_restored_by_a_notice_that_names_the_line_that_cleared_it(court, law):
    (notice,) = tell(law, 2)
    undo(notice.all_lines.get(number=2).clearance)
    court.client("pull")
    restoring = Notice.objects.get(agency=court.agency, kind="restore")
    (line,) = court.read(restoring)
    assert (line["action"], line["earlier_notice"], line["earlier_line"]) == ("restore", str(notice.pk), "2")


def altered(notice, /, key=None, **changed):
    """The notice's manifest, changed and signed again, by the state's own key unless another is given."""
    content = json.loads(notice.manifest) | changed
    return signed("manifest", content, key or installation_key())


def sends(monkeypatch, **what):
    """The server sends this in place of the lines, or of the manifest."""
    if "manifest" in what:
        monkeypatch.setattr(Notice, "manifest_file", lambda notice: what["manifest"])
    for ending in {"jsonl", "csv"} & set(what):
        monkeypatch.setitem(FORMS, ending, lambda notice, ending=ending: [what[ending]])


OTHER = load_private_key(new_private_key())
BAD = {
    "signed by another key": (
        lambda notice: {"manifest": altered(notice, OTHER)},
        "manifest.json: it is not signed by the key under `server_key`",
    ),
    "changed after it was signed": (
        lambda notice: {"manifest": notice.manifest_file().replace(b'"lines": 3', b'"lines": 2')},
        "manifest.json: it is not signed by the key under `server_key`",
    ),
    "no manifest": (lambda notice: {"manifest": b"<html>Sign in</html>"}, "manifest.json: The message is not JSON"),
    "of a version to come": (lambda notice: {"manifest": altered(notice, version=2)}, "version is not as it should be"),
    "of another agency": (
        lambda notice: {"manifest": altered(notice, agency="oak-court")},
        "manifest.json: its agency is oak-court; expected: greene-court",
    ),
    "of another notice": (
        lambda notice: {"manifest": altered(notice, notice="00000000-0000-4000-8000-000000000000")},
        "manifest.json: its notice is 00000000-0000-4000-8000-000000000000; expected: ",
    ),
    "longer than a manifest can be": (lambda notice: {"manifest": b" " * 20_000}, "more than 10,000 bytes came"),
    "a changed line": (
        lambda notice: {"jsonl": b"".join(jsonl(notice)).replace(b"11-CR-0001", b"11-CR-0009")},
        "jsonl: its SHA-256 is ",
    ),
    "a line less": (lambda notice: {"jsonl": b"".join(list(jsonl(notice))[:2])}, "jsonl: its SHA-256 is "),
    "a changed cell": (
        lambda notice: {"csv": b"".join(csv_file(notice)).replace(b"11-CR-0001", b"11-CR-0009")},
        "csv: its SHA-256 is ",
    ),
    "lines without an end": (lambda notice: {"csv": b"1" * 50_000}, "more than 40,000 bytes came"),
    "another number of lines than was signed": (
        lambda notice: {"manifest": altered(notice, lines=4)},
        "jsonl: it has 3 lines; the manifest says 4",
    ),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_notice_that_is_not_right_is_refused_with_the_reason_and_comes_when_it_is(
    court, law, monkeypatch, capsys, bad
):
    what, reason = BAD[bad]
    (notice,) = tell(law, 3)
    with monkeypatch.context() as patch:
        sends(patch, **what(notice))
        assert court.client("pull") == 1
    assert court.files("incoming") == []
    why = (court.folder / "refused" / f"{notice.pk}.reason.txt").read_text()
    assert reason in why
    assert (
        capsys.readouterr().out
        == f"refused {notice.pk}: {why.strip().rstrip('.')}. It lies in {court.folder / 'refused'}.\n"
    )
    assert court.client("pull") == 0
    assert len(court.files("incoming")) == 3
    assert court.files("refused") == []


def test_notices_that_follow_one_that_is_refused_wait_with_it(court, law, monkeypatch):
    tuple(tell(law, 1, 1))
    with monkeypatch.context() as patch:
        sends(patch, csv=b"")
        assert court.client("pull") == 1
    assert court.files("incoming") == []
    assert court.client("pull") == 0
    assert len(court.files("incoming")) == 6


@pytest.mark.parametrize(
    "listed",
    [
        {"notices": [{"id": "../../etc/passwd", "number": 1, "next_message": 1}], "more": False},
        {"notices": [{"number": 1}], "more": False},
        {"notices": {}},
        [],
        "…",
    ],
)
def test_a_list_that_is_none_ends_the_client(court, law, monkeypatch, capsys, listed):
    monkeypatch.setattr("clearance.notices.client.server.Server.get", lambda server, path: listed)
    assert court.client("pull") == 2
    assert "expected: a list of notices. Is there a newer client?" in capsys.readouterr().err
    assert court.files("incoming") == []


def test_what_a_kill_left_of_a_notice_that_was_not_verified_is_cleared_away(court, law):
    left = court.folder / "work" / "3f2b8c1e-0a44-5c4c-9d8e-5d0c2f7f8a11.jsonl"
    left.parent.mkdir()
    left.write_text("{")
    assert court.client("pull") == 0
    assert not left.exists()
