"""Reading a file of answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.notices.client.answers import read_answers
from clearance.notices.client.problems import Refused
from clearance.notices.client.state import Notice
from clearance.notices.messages import Item

NOTICE = Notice({"notice": "3f2b8c1e-0a44-5c4c-9d8e-5d0c2f7f8a11", "lines": 5, "data": ["case_number", "sequence"]})


def read(text: str | bytes) -> list[Item]:
    return read_answers(text if isinstance(text, bytes) else text.encode(), NOTICE)


def test_every_outcome():
    text = (
        "line,outcome,code,case_number,sequence\n"
        "5,done,,,\n"
        "1,not_found,,,\n"
        '2,conflict,,"11-CR-7730, part 2",\n'
        "3,refused,already_destroyed,,\n"
    )
    assert read(text) == [
        Item(1, "not_found"),
        Item(2, "conflict", theirs={"case_number": "11-CR-7730, part 2"}),
        Item(3, "refused", "already_destroyed"),
        Item(5, "done"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"line,outcome\n1,done\n",
        b"line,outcome\r\n1,done\r\n",
        b"\xef\xbb\xbfline,outcome\r\n1,done\r\n",
        b"outcome,line\ndone,1\n",
        b'"line","outcome"\n"1","done"\n',
        b"line,outcome\n\n1,done\n\n",
        b"line,outcome\n01,done\n",
    ],
)
def test_however_a_system_writes_csv(content):
    assert read(content) == [Item(1, "done")]


WRONG = {
    "line,outcome\n": "no answers below the header; allowed: one at least",
    "\n": "the column line is missing; needed: line, outcome",
    "outcome\ndone\n": "the column line is missing; needed: line, outcome",
    "line,outcome,name\n1,done,\n": "found the column 'name'; allowed: line, outcome, code, case_number, sequence",
    "line,outcome,line\n1,done,1\n": "found the column line twice; allowed: once",
    "line;outcome\n1;done\n": "found the column 'line;outcome'; allowed: line, outcome, code, case_number, sequence",
    "line,outcome\n0,done\n": "row 2: line: found '0'; allowed: 1 to 5",
    "line,outcome\n6,done\n": "row 2: line: found '6'; allowed: 1 to 5",
    "line,outcome\n-1,done\n": "row 2: line: found '-1'; allowed: 1 to 5",
    "line,outcome\n١,done\n": "row 2: line: found '١'; allowed: 1 to 5",
    "line,outcome\n1,done\n1,done\n": "row 3: line: found 1 a second time; allowed: once in a file",
    "line,outcome\n1,Done\n": "row 2: outcome: found 'Done'; allowed: done, not_found, conflict, refused",
    "line,outcome\n1,\n": "row 2: outcome: found ''; allowed: done, not_found, conflict, refused",
    "line,outcome\n1\n": "row 2: it has not as many cells as the header",
    "line,outcome\n1,done,x\n": "row 2: it has not as many cells as the header",
    "line,outcome\n1,refused\n": "row 2: code: found ''; allowed where the outcome is refused: no_duty, ",
    "line,outcome,code\n1,refused,busy\n": "row 2: code: found 'busy'; allowed where the outcome is refused: no_duty, ",
    "line,outcome,code\n1,done,other\n": "row 2: code: found 'other' where the outcome is done; allowed: none",
    "line,outcome\n1,conflict\n": "row 2: for a conflict give what your own record says, in one at least of ",
    "line,outcome,sequence\n1,done,2\n": "row 2: sequence: allowed only where the outcome is conflict; leave it empty",
    "line,outcome,sequence\n1,conflict," + "2" * 501 + "\n": "row 2: sequence: allowed: 500 printable characters",
    "line,outcome,sequence\n1,conflict,\x07\n": "row 2: sequence: allowed: 500 printable characters",
    'line,outcome\n1,"done"x\n': "row 2: not CSV: ",
    "line,outcome\n1,do": "the last row does not end with a line break. Was the file still being written? ",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_mistake_says_where_it_is_and_what_is_allowed(text):
    with pytest.raises(Refused) as refusal:
        read(text)
    assert str(refusal.value).startswith(WRONG[text])


def test_text_in_another_encoding_is_refused_with_the_place():
    with pytest.raises(Refused, match=r"byte 27: not UTF-8 text\. Save the file as UTF-8\."):
        read("line,outcome,case_number\n1é".encode("latin-1"))


def test_all_mistakes_are_told_but_not_more_than_anyone_reads():
    text = "line,outcome\n" + "".join(f"{line},done\n" for line in range(6, 60))
    with pytest.raises(Refused) as refusal:
        read(text)
    told = str(refusal.value).splitlines()
    assert len(told) == 21
    assert told[0] == "row 2: line: found '6'; allowed: 1 to 5"
    assert told[-1] == "and 34 more"


@given(
    st.binary() | st.text().map(lambda text: ("line,outcome,code,case_number\n" + text + "\n").encode(errors="replace"))
)
def test_whatever_is_in_the_file_it_is_read_or_refused(content):
    try:
        items = read(content)
    except Refused:
        return
    assert all(1 <= item.line <= 5 for item in items)
    assert len({item.line for item in items}) == len(items)
