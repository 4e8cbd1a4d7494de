"""What is said of each kind of fault."""

from datetime import UTC, datetime

import pytest

from clearance.audit.chain import START, canonical, link, said_at
from clearance.audit.checkpoints import Checkpoint
from clearance.audit.fault import Fault
from clearance.audit.verify import End, Row, verify

AT = datetime(2026, 11, 22, 15, 42, tzinfo=UTC)


def log(events: int = 6) -> list[Row]:
    rows, hash = [], START
    for number in range(1, events + 1):
        said = canonical(number, AT, "staff:7", "code.issued", f"person:{number}", "", {"n": number})
        prev, hash = hash, link(hash, said)
        rows.append(
            Row(
                number,
                said_at(AT),
                "staff:7",
                "code.issued",
                f"person:{number}",
                "",
                f'{{"n": {number}}}',
                prev,
                said,
                hash,
            )
        )
    return rows


def found(rows: list[Row], end: End | str | None = "", checkpoints=()) -> list[str]:
    if end == "":
        end = End(6, log()[-1].hash)
    return [str(fault) for fault in verify(iter(rows), lambda: end, checkpoints)]


def signed(number: int, **changes) -> Checkpoint:
    facts = {"at": "2026-11-22T16:00:00.000000Z", "count": number, "hash": log()[number - 1].hash.hex(), "id": number}
    return Checkpoint(**(facts | {"key": "", "previous": ""} | changes))


def changed(number: int, **values) -> list[Row]:
    rows = log()
    rows[number - 1] = rows[number - 1]._replace(**values)
    return rows


def test_a_log_as_it_was_written_has_no_fault():
    assert found(log()) == []
    assert found([], End(0, START)) == []
    assert found(log(), checkpoints=[signed(1), signed(3), signed(3), signed(6)]) == []


def test_events_that_are_missing_are_named():
    assert found([*log()[:2], *log()[3:]]) == [
        "Event 3 is missing.",
        "Event 4 does not continue from event 2: one of the two was changed.",
    ]
    assert found([*log()[:1], *log()[4:]])[0] == "Events 2 to 4 are missing."
    assert found(log()[1:])[:2] == [
        "Event 1 is missing.",
        "Event 2 does not continue from its beginning: one of the two was changed.",
    ]


def test_a_changed_column_is_named():
    assert found(changed(3, actor="staff:8")) == ["Event 3 was changed: its actor is not what its bytes say."]
    assert found(changed(3, detail='{"n": 3.0}')) == ["Event 3 was changed: its detail is not what its bytes say."]
    assert found(changed(3, detail="{")) == ["Event 3 was changed: its content is not what its bytes say."]
    assert found(changed(3, at=said_at(AT).replace("42", "43"))) == [
        "Event 3 was changed: its at is not what its bytes say."
    ]


def test_changed_bytes_are_named():
    said = canonical(3, AT, "staff:8", "code.issued", "person:3", "", {"n": 3})
    hashes = "Event 3 was changed: its hash is not that of its bytes."
    assert found(changed(3, canonical=said, actor="staff:8")) == [hashes]
    assert found(changed(3, canonical=b"[]")) == [hashes, "Event 3 was changed: its content is not what its bytes say."]
    assert found(changed(3, canonical=None)) == ["Event 3 was changed: its bytes or its hashes are no bytes."]


def test_one_fault_does_not_hide_the_next():
    rows = changed(2, actor="staff:8")
    rows[4] = rows[4]._replace(subject="person:0")
    assert [fault.event for fault in verify(iter(rows), lambda: End(6, rows[-1].hash))] == [2, 5]


def test_a_changed_link_is_named():
    assert found(changed(3, prev=START)) == [
        "Event 3 does not continue from event 2: one of the two was changed.",
        "Event 3 was changed: its hash is not that of its bytes.",
    ]


def test_a_number_that_the_log_never_gave_is_named():
    first = log()[0]
    assert found([first._replace(id=-4), *log()])[0] == "Event -4 has a number that the log never gave."


@pytest.mark.parametrize("rows", [log()[:4], []])
def test_an_end_that_was_cut_off_is_told(rows):
    end = "event 4" if rows else "its beginning"
    why = "events were cut off its end, or put there, or the head was changed."
    assert found(rows) == [f"The log ends with {end}, but its head says event 6: {why}"]


def test_a_head_that_is_wrong_or_missing_is_told():
    assert found(log(), End(6, START)) == ["The head of the log has another hash than event 6."]
    assert found(log(), None) == ["The head of the log is missing."]


def test_what_was_signed_and_is_not_there_is_told():
    at = "the checkpoint of 2026-11-22T16:00:00.000000Z"
    assert found(log(), checkpoints=[signed(2, hash="00" * 32)]) == [f"Event 2 is not the one that {at} signed."]
    assert found(log(), checkpoints=[signed(4, count=5)]) == [f"Up to event 4 there are 4 events; {at} counted 5."]
    assert found(log(), checkpoints=[signed(6), signed(6, id=9)]) == [f"Event 9 is missing, which {at} signed."]
    gap = [row for row in log() if row.id != 2]
    assert f"Event 2 is missing, which {at} signed." in found(gap, checkpoints=[signed(2), signed(6, count=5)])


def test_faults_of_the_file_of_checkpoints_are_told_among_the_others():
    fault = Fault(None, "Line 2 of checkpoints.jsonl was changed.")
    assert found(log(), checkpoints=[signed(2), fault, signed(4)]) == [str(fault)]
    assert found(log(), checkpoints=[fault]) == [str(fault)]
    assert found([], End(0, START), checkpoints=[fault]) == [str(fault)]
