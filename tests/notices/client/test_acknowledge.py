"""Answering over real HTTP: checked, numbered, written down, sent, and moved away."""

import json

import pytest

from clearance.audit.models import Event
from clearance.notices.client.problems import Unreachable
from clearance.notices.models import Acknowledgement, Line, Notice, WorkItem
from tests.notices.client.court import done, tell
from tests.notices.published import is_valid

ALL = ("line", "outcome", "code", "court", "case_number", "sequence")


@pytest.fixture
def notice(court, law):
    """Of four lines, fetched."""
    (one,) = tell(law, 4)
    court.client("pull")
    return one


def outcomes():
    return list(Line.objects.order_by("notice__number", "number").values_list("outcome", flat=True))


def unreachable(*_):
    raise Unreachable("the server is down")


def kept():
    return list(Acknowledgement.objects.order_by("number").values_list("number", "counts"))


def test_a_file_of_answers_becomes_one_signed_message_and_is_moved_to_sent(court, notice, capsys):
    rows = [
        {"line": 1, "outcome": "done"},
        {"line": 2, "outcome": "not_found"},
        {"line": 4, "outcome": "refused", "code": "under_litigation"},
        {"line": 3, "outcome": "conflict", "case_number": "11-CR-9", "sequence": "2"},
    ]
    court.answer(notice, rows, ALL)
    capsys.readouterr()
    assert court.client("acknowledge") == 0
    assert outcomes() == ["done", "not_found", "conflict", "refused"]
    assert Line.objects.get(number=4).code == "under_litigation"
    assert WorkItem.objects.get(line=3).theirs == {"case_number": "11-CR-9", "sequence": "2"}
    sent = Acknowledgement.objects.get()
    assert is_valid("acknowledgement", {"acknowledgement": json.loads(sent.message), "signature": sent.signature})
    assert court.files("answers") == []
    assert court.files("sent") == [f"{notice.pk}.1.csv"]
    counts = "1 done, 1 not_found, 1 conflict, 1 refused"
    assert capsys.readouterr().out == f"answered {notice.pk}: message 1, {counts}\n"


def test_answers_may_come_in_parts_and_later_ones_may_say_done(court, notice):
    court.answer(notice, [*done(1, 3), {"line": 2, "outcome": "not_found"}])
    court.client("acknowledge")
    court.answer(notice, done(2))
    court.client("acknowledge")
    court.answer(notice, done(4))
    court.client("acknowledge")
    assert [number for number, _ in kept()] == [1, 2, 3]
    assert outcomes() == ["done"] * 4
    assert court.files("sent") == [f"{notice.pk}.{number}.csv" for number in (1, 2, 3)]
    assert Notice.objects.get().acknowledged_at


def test_the_same_file_again_is_not_sent_again(court, notice):
    for _ in range(2):
        court.answer(notice, done(1))
        assert court.client("acknowledge") == 0
    assert [number for number, _ in kept()] == [1]
    assert court.files("sent") == [f"{notice.pk}.1.csv"]
    assert court.files("answers") == []


def test_what_is_wrong_in_a_file_is_told_and_the_other_files_are_sent(court, law, notice, capsys):
    (second,) = tell(law, 1)
    court.client("pull")
    court.answer(notice, [{"line": 9, "outcome": "done"}])
    court.answer(second, done(1))
    capsys.readouterr()
    assert court.client("acknowledge") == 1
    why = "row 2: line: found '9'; allowed: 1 to 4"
    assert f"refused {notice.pk}.csv: {why}. It lies in {court.folder / 'refused'}." in capsys.readouterr().out
    assert court.files("refused") == [f"{notice.pk}.answers.csv", f"{notice.pk}.answers.reason.txt"]
    assert (court.folder / "refused" / f"{notice.pk}.answers.reason.txt").read_text() == f"{why}\n"
    assert [(one.notice, one.number) for one in Acknowledgement.objects.all()] == [(second, 1)]


def test_a_file_for_no_notice_is_refused(court, notice):
    court.answer("monday", done(1))
    assert court.client("acknowledge") == 1
    why = (court.folder / "refused" / "monday.answers.reason.txt").read_text()
    assert why == "monday.csv: no notice of this name was fetched; allowed: the notice's id and .csv\n"


def test_what_the_server_does_not_take_is_refused_with_its_words_and_its_number_is_free_again(court, notice):
    court.answer(notice, done(1))
    court.client("acknowledge")
    court.answer(notice, [{"line": 1, "outcome": "not_found"}])
    assert court.client("acknowledge") == 1
    why = (court.folder / "refused" / f"{notice.pk}.answers.reason.txt").read_text()
    assert why == "Line 1 was answered done; it cannot become not_found. Only done may follow.\n"
    assert Event.objects.of_kind("acknowledgement.refused").count() == 1
    court.answer(notice, done(2))
    assert court.client("acknowledge") == 0
    assert [number for number, _ in kept()] == [1, 2]


def test_an_answer_that_is_too_large_is_to_be_given_in_parts(court, notice, monkeypatch):
    monkeypatch.setattr("clearance.notices.client.acknowledge.MOST_BYTES", 500)
    court.answer(notice, done(1, 2, 3, 4))
    assert court.client("acknowledge") == 1
    why = (court.folder / "refused" / f"{notice.pk}.answers.reason.txt").read_text()
    assert why.startswith("more than an answer may hold; allowed: several files")
    assert not kept()


def test_while_the_server_does_not_answer_nothing_is_lost(court, notice, live_server):
    court.configure(server="http://127.0.0.1:9")
    court.answer(notice, done(1))
    assert court.client("acknowledge") == 3
    court.answer(notice, done(2))
    assert court.client("acknowledge") == 3
    court.configure(server=live_server.url)
    assert court.client("acknowledge") == 0
    assert outcomes() == ["done", "done", "", ""]
    assert [number for number, _ in kept()] == [1, 2]


def test_a_message_whose_reply_was_lost_is_sent_again_the_same_byte_for_byte(court, notice, monkeypatch):
    court.answer(notice, done(1))
    with monkeypatch.context() as patch:
        patch.setattr("clearance.notices.client.state.State.take", lambda state, message: exit(9))
        with pytest.raises(SystemExit):
            court.client("acknowledge")
    assert outcomes() == ["done", "", "", ""]
    before = Acknowledgement.objects.get()
    court.answer(notice, done(2))
    assert court.client("acknowledge") == 0
    assert Acknowledgement.objects.get(number=1) == before
    assert [number for number, _ in kept()] == [1, 2]
    assert court.files("sent") == [f"{notice.pk}.1.csv", f"{notice.pk}.2.csv"]


def test_a_client_that_lost_its_memory_goes_on_where_the_server_is(court, notice):
    court.answer(notice, done(1))
    court.client("acknowledge")
    for file in (court.folder / "work").iterdir():
        file.unlink()
    court.answer(notice, done(2))
    assert court.client("run") == 0
    assert [number for number, _ in kept()] == [1, 2]
    assert outcomes() == ["done", "done", "", ""]


def test_a_file_that_is_still_being_written_is_not_read(court, notice):
    (court.folder / "answers" / f"{notice.pk}.csv.part").write_text("line,outcome\n1,do")
    assert court.client("acknowledge") == 0
    assert court.files("answers") == [f"{notice.pk}.csv.part"]


def test_a_message_that_was_signed_with_a_key_that_ended_is_refused_and_signed_anew(court, notice, monkeypatch):
    court.answer(notice, done(1))
    with monkeypatch.context() as patch:
        patch.setattr("clearance.notices.client.server.Server.post", unreachable)
        assert court.client("acknowledge") == 3
    court.new_key()
    assert court.client("acknowledge") == 1
    refused = court.folder / "refused" / f"{notice.pk}.answers.csv"
    assert "No valid key" in refused.with_suffix(".reason.txt").read_text()
    refused.replace(court.folder / "answers" / f"{notice.pk}.csv")
    assert court.client("acknowledge") == 0
    assert outcomes() == ["done", "", "", ""]


def test_run_fetches_and_answers(court, law):
    (notice,) = tell(law, 1)
    assert court.client("run") == 0
    court.answer(notice, done(1))
    (second,) = tell(law, 1)
    assert court.client("run") == 0
    assert outcomes() == ["done", ""]
    assert len(court.read(second)) == 1
