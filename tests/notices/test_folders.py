import os
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from clearance.agencies.models import Agency
from clearance.audit.models import Event
from clearance.notices.delivery import incoming, outgoing
from clearance.notices.delivery.actions import delivered, try_again
from clearance.notices.delivery.incoming import take_waiting
from clearance.notices.delivery.outgoing import LONGEST_WAIT, MOST_TRIES, deliver_due
from clearance.notices.models import Acknowledgement, Line, Notice
from clearance.notices.outbox.files import csv_file, jsonl
from clearance.notices.tasks import carry_on_notices
from clearance.runs.refusals import Refused
from tests.notices.told import AT, agency, answer, charges, clear, finish, key_of, policy, run_of, sealed, undo
from tests.records.other_processes import run_until_killed

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=2)


@pytest.fixture
def court() -> Agency:
    return agency("greene-court", "court", ("court", "Greene District Court"), delivery="folder")


@pytest.fixture
def notice(court, tmp_path) -> Notice:
    [notice] = sealed(court, folder=tmp_path)
    return notice


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "notices" / "greene-court"


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "outgoing").iterdir())}


def put_in(folder: Path, name: str, body: bytes, at=AT) -> None:
    (folder / "incoming").mkdir(parents=True, exist_ok=True)
    path = folder / "incoming" / name
    path.write_bytes(body)
    os.utime(path, (at.timestamp(), at.timestamp()))


def whole(notice: Notice) -> dict[str, bytes]:
    return {
        f"{notice.pk}.csv": b"".join(csv_file(notice)),
        f"{notice.pk}.jsonl": b"".join(jsonl(notice)),
        f"{notice.pk}.manifest.json": notice.manifest_file(),
    }


def test_a_sealed_notice_is_put_into_the_folder_of_its_agency(notice, folder):
    assert deliver_due(by="worker", at=LATER) == 1
    assert files(folder) == whole(notice)
    notice.refresh_from_db()
    assert (notice.delivered_at, notice.tries) == (LATER, 1)
    assert Event.objects.of_kind("notice.delivered").get().subject == notice.reference
    assert deliver_due(by="worker", at=LATER) == 0


def test_an_agency_that_fetches_its_notices_has_no_folder(tmp_path, folder):
    sealed(agency("greene-court", "court"), folder=tmp_path)
    assert deliver_due(by="worker", at=LATER) == 0
    assert not folder.exists()


def test_what_is_still_open_is_not_delivered(court, tmp_path, folder):
    of = charges(1)
    clear(run_of(policy(tmp_path), of), of)
    assert deliver_due(by="worker", at=LATER) == 0
    assert not folder.exists()


def test_the_manifest_is_written_last(notice, folder, monkeypatch):
    written, save = [], FileSystemStorage._save
    monkeypatch.setattr(
        FileSystemStorage, "_save", lambda self, name, file: written.append(name) or save(self, name, file)
    )
    deliver_due(by="worker", at=LATER)
    assert [name.split(".", 1)[1] for name in written] == ["jsonl", "csv", "manifest.json"]


def test_what_a_try_left_half_written_is_written_anew(notice, folder):
    (folder / "outgoing").mkdir(parents=True)
    (folder / "outgoing" / f"{notice.pk}.jsonl").write_bytes(whole(notice)[f"{notice.pk}.jsonl"][:50])
    deliver_due(by="worker", at=LATER)
    assert files(folder) == whole(notice)


def test_what_is_not_what_was_sealed_does_not_leave(notice, folder, monkeypatch):
    monkeypatch.setattr(outgoing, "jsonl", lambda notice: [b"{}\n"])
    assert deliver_due(by="worker", at=LATER) == 0
    notice.refresh_from_db()
    assert "is not what was sealed" in notice.last_error
    assert not folder.exists()


def test_a_folder_that_cannot_be_reached_is_tried_again_ever_later_and_then_given_up(notice, folder, caplog):
    folder.parent.mkdir()
    folder.write_text("a file where the folder should be")
    waits, at = [], LATER
    for _ in range(MOST_TRIES):
        assert deliver_due(by="worker", at=at) == 0
        notice.refresh_from_db()
        assert deliver_due(by="worker", at=notice.next_try_at - timedelta(seconds=1)) == 0
        waits.append(notice.next_try_at - at)
        at = notice.next_try_at
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(waits) == LONGEST_WAIT
    assert sum(waits, timedelta()) > timedelta(days=2)
    assert notice.tries == MOST_TRIES
    assert not Notice.objects.given_up().exists()
    deliver_due(by="worker", at=at)
    assert list(Notice.objects.given_up()) == [notice]
    assert Event.objects.of_kind("notice.given_up").get().detail == {"tries": MOST_TRIES}
    assert str(notice.pk) in caplog.text
    folder.unlink()
    assert deliver_due(by="worker", at=at) == 0
    try_again(by="staff:7", notice=notice)
    assert deliver_due(by="worker", at=at) == 1
    notice.refresh_from_db()
    assert (notice.given_up_at, notice.last_error) == (None, "")
    assert Event.objects.of_kind("notice.tried_again").get().actor == "staff:7"


def test_an_agency_that_is_down_for_a_day_gets_everything_afterwards(notice, folder):
    folder.parent.mkdir()
    folder.write_text("down")
    for hours in range(25):
        deliver_due(by="worker", at=LATER + timedelta(hours=hours))
    folder.unlink()
    assert deliver_due(by="worker", at=LATER + timedelta(hours=31)) == 1
    assert files(folder) == whole(notice)


def test_notices_are_delivered_in_order_and_none_before_the_last_is_there(notice, folder):
    undo(Line.objects.first().clearance, at=LATER)
    folder.parent.mkdir()
    folder.write_text("down")
    deliver_due(by="worker", at=LATER)
    folder.unlink()
    assert deliver_due(by="worker", at=LATER) == 0
    assert deliver_due(by="worker", at=LATER + timedelta(minutes=1)) == 2
    assert len(files(folder)) == 6


def test_a_folder_that_is_down_does_not_keep_others_waiting(notice, folder, tmp_path):
    other = agency("oak-court", "court", ("county", "Oak"), delivery="folder")
    of = charges(1, court="Oak Court", county="Oak")
    run = run_of(notice.policy, of)
    clear(run, of)
    finish(run)
    folder.parent.mkdir()
    folder.write_text("down")
    carry_on_notices.call()
    assert Notice.objects.get(agency=other).delivered_at
    assert len(files(tmp_path / "notices" / "oak-court")) == 3


def test_there_is_nothing_to_try_again_where_it_was_delivered(notice):
    deliver_due(by="worker", at=LATER)
    with pytest.raises(Refused, match="was delivered"):
        try_again(by="staff:7", notice=notice)
    assert not delivered(by="agency:1", notice=notice, at=LATER + timedelta(days=1))
    notice.refresh_from_db()
    assert notice.delivered_at == LATER


@pytest.mark.django_db(transaction=True)
def test_killed_between_the_files_and_the_mark_it_is_delivered_again_with_the_same_content(notice, folder, tmp_path):
    run_until_killed(
        "from datetime import timedelta\n"
        "from pathlib import Path\n"
        "from django.conf import settings\n"
        "from django.core.files.storage import FileSystemStorage, storages\n"
        "from django.utils.dateparse import parse_datetime\n"
        "from clearance.notices.delivery import outgoing\n"
        f"storages._storages['notices'] = FileSystemStorage({str(tmp_path / 'notices')!r})\n"
        "kill_at(outgoing, 'delivered', 1)\n"
        f"outgoing.deliver_due(by='worker', at=parse_datetime({LATER.isoformat()!r}))\n"
    )
    before = files(folder)
    notice.refresh_from_db()
    assert (before, notice.delivered_at, notice.tries) == (whole(notice), None, 1)
    assert deliver_due(by="worker", at=LATER + timedelta(minutes=1)) == 1
    assert files(folder) == before
    notice.refresh_from_db()
    assert notice.delivered_at
    assert Event.objects.of_kind("notice.delivered").count() == 1


def test_an_acknowledgement_is_taken_from_the_folder_and_moved(notice, folder, court):
    body = answer(notice, key_of(court))
    put_in(folder, "a.json", body)
    assert take_waiting(by="worker", at=LATER) == (1, 0)
    assert Acknowledgement.objects.get().taken_by == "worker"
    assert (folder / "taken" / "a.json").read_bytes() == body
    assert not list((folder / "incoming").iterdir())


def test_one_that_is_refused_is_moved_together_with_the_reason(notice, folder, court):
    key_of(court)
    put_in(folder, "a.json", b"{}")
    assert take_waiting(by="worker", at=LATER) == (0, 1)
    assert (folder / "refused" / "a.json").read_bytes() == b"{}"
    assert (folder / "refused" / "a.json.reason.txt").read_text().startswith("wrong_form: the message lacks ")
    assert Event.objects.of_kind("acknowledgement.refused").exists()


def test_each_agency_answers_from_its_own_folder_only(notice, tmp_path, court):
    agency("oak-court", "court", ("county", "Oak"), delivery="folder")
    elsewhere = tmp_path / "notices" / "oak-court"
    put_in(elsewhere, "a.json", answer(notice, key_of(court)))
    assert take_waiting(by="worker", at=LATER) == (0, 1)
    assert (elsewhere / "refused" / "a.json.reason.txt").read_text().startswith("other_agency: ")


def test_what_may_still_be_written_or_is_no_acknowledgement_is_left_alone(notice, folder, court):
    put_in(folder, "a.json", answer(notice, key_of(court)), at=LATER - timedelta(seconds=59))
    put_in(folder, "b.json.part", b"{", at=AT)
    assert take_waiting(by="worker", at=LATER) == (0, 0)
    assert take_waiting(by="worker", at=LATER + timedelta(seconds=1)) == (1, 0)
    assert [path.name for path in (folder / "incoming").iterdir()] == ["b.json.part"]


def test_one_that_was_taken_but_not_moved_is_taken_again_and_changes_nothing(notice, folder, court, monkeypatch):
    body = answer(notice, key_of(court))
    for name in ("a.json", "b.json"):
        put_in(folder, name, body)
    assert take_waiting(by="worker", at=LATER) == (2, 0)
    put_in(folder, "a.json", body)
    assert take_waiting(by="worker", at=LATER) == (1, 0)
    assert Acknowledgement.objects.count() == Event.objects.of_kind("acknowledgement.taken").count() == 1
    assert len(list((folder / "taken").iterdir())) == 3


def test_a_file_that_is_too_long_is_not_read_to_its_end(notice, folder, monkeypatch):
    monkeypatch.setattr(incoming, "MOST_BYTES", 100)
    monkeypatch.setattr("clearance.notices.messages.MOST_BYTES", 100)
    put_in(folder, "a.json", b" " * 10_000)
    assert take_waiting(by="worker", at=LATER) == (0, 1)
    assert (folder / "refused" / "a.json").stat().st_size == 101
    assert "too_long" in (folder / "refused" / "a.json.reason.txt").read_text()


def test_an_agency_that_is_closed_may_still_answer_what_it_was_told(notice, folder, court):
    put_in(folder, "a.json", answer(notice, key_of(court)))
    court.closed_at = LATER
    court.save()
    assert take_waiting(by="worker", at=LATER) == (1, 0)


def test_a_folder_that_cannot_be_read_does_not_keep_others_waiting(notice, folder, court, tmp_path, caplog):
    agency("a-court", "court", ("county", "Oak"), delivery="folder")
    (tmp_path / "notices" / "a-court").mkdir(parents=True)
    (tmp_path / "notices" / "a-court" / "incoming").write_text("no folder")
    put_in(folder, "a.json", answer(notice, key_of(court)))
    assert take_waiting(by="worker", at=LATER) == (1, 0)
    assert "the folder of a-court cannot be read: NotADirectoryError" in caplog.text


def test_the_sweep_seals_delivers_and_takes_in(court, tmp_path, folder):
    of = charges(2)
    run = run_of(policy(tmp_path), of)
    clear(run, of)
    finish(run)
    carry_on_notices.call()
    notice = Notice.objects.get()
    assert sha256(files(folder)[f"{notice.pk}.jsonl"]).hexdigest() == notice.sha256_jsonl
    put_in(folder, "a.json", answer(notice, key_of(court)), at=timezone.now() - timedelta(hours=1))
    carry_on_notices.call()
    notice.refresh_from_db()
    assert notice.acknowledged_at
