import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.notices.messages import (
    MOST_BYTES,
    Item,
    MessageError,
    acknowledgement,
    check_signature,
    read_answer,
    read_manifest,
    read_signed,
    sha256_of,
    signed,
)
from clearance.signing import canonical_json, load_private_key, new_private_key, public_key
from tests.notices.published import is_valid

EXAMPLES = int(os.environ.get("CLEARANCE_EXAMPLES", "200"))
KEY = load_private_key(new_private_key())
OTHER = load_private_key(new_private_key())
NOTICE = "8531003d-df64-570c-ab19-92307f4871a2"
ITEMS = [
    Item(1, "done"),
    Item(2, "not_found"),
    Item(3, "conflict", theirs={"case_number": "11-CR-7", "sequence": 2, "court": None}),
    Item(4, "refused", "under_litigation"),
]
MANIFEST = {
    "version": 1,
    "notice": NOTICE,
    "number": 3,
    "agency": "greene-court",
    "kind": "clear",
    "policy": {"id": "example", "citation": "X.S. 12-34", "sha256": "0" * 64},
    "origin": "run:5",
    "data": ["court", "case_number"],
    "lines": 4,
    "sha256": {"jsonl": "1" * 64, "csv": "2" * 64},
    "sealed_at": "2026-03-02T14:30:00+00:00",
    "due_on": "2026-04-01",
}


def content(**other) -> dict:
    right = acknowledgement(
        agency="greene-court", notice=NOTICE, manifest_sha256=sha256_of(MANIFEST), number=1, items=ITEMS
    )
    return {**right, **other}


def refused(read, *args) -> MessageError:
    with pytest.raises(MessageError) as found:
        read(*args)
    return found.value


def test_an_acknowledgement_is_read_as_it_was_built():
    body = signed("acknowledgement", content(), KEY)
    read, signature = read_signed("acknowledgement", body)
    assert check_signature(read, signature, [public_key(OTHER), public_key(KEY)]) == public_key(KEY)
    answer = read_answer(read)
    assert (answer.agency, answer.notice, answer.number, answer.items) == ("greene-court", NOTICE, 1, ITEMS)
    assert answer.counts == {"done": 1, "not_found": 1, "conflict": 1, "refused": 1}
    assert is_valid("acknowledgement", json.loads(body))


def test_a_manifest_is_read_with_the_key_of_who_signed_it():
    body = signed("manifest", MANIFEST, KEY)
    assert read_manifest(body, [public_key(KEY)]) == MANIFEST
    assert refused(read_manifest, body, [public_key(OTHER)]).code == "wrong_signature"
    assert is_valid("manifest", json.loads(body))


#: Another content of a manifest, which its own form does not allow.
NO_MANIFESTS = [
    {"version": 2},
    {"notice": NOTICE.upper()},
    {"number": 0},
    {"number": True},
    {"agency": "Greene"},
    {"kind": "forget"},
    {"policy": {"id": "example"}},
    {"data": "court"},
    {"lines": "4"},
    {"sha256": {"jsonl": "1" * 63, "csv": "2" * 64}},
    {"sha256": {"jsonl": "1" * 64}},
    {"due_on": "tomorrow"},
    {"more": 1},
]


@pytest.mark.parametrize("other", NO_MANIFESTS)
def test_a_manifest_of_another_form_is_refused_and_not_in_the_schema(other):
    body = signed("manifest", {**MANIFEST, **other}, KEY)
    assert refused(read_manifest, body, [public_key(KEY)]).code == "wrong_form"
    assert not is_valid("manifest", json.loads(body))


#: Another content, with the code of its refusal, and whether the schema, too, can tell.
NO_ANSWERS = [
    ({"version": 2}, "wrong_form", True),
    ({"version": True}, "wrong_form", True),
    ({"number": 0}, "wrong_form", True),
    ({"number": 10**7}, "wrong_form", True),
    ({"number": "1"}, "wrong_form", True),
    ({"notice": "../../x"}, "wrong_form", True),
    ({"manifest_sha256": "x"}, "wrong_form", True),
    ({"items": []}, "wrong_form", True),
    ({"items": {"line": 1}}, "wrong_form", True),
    ({"items": [1]}, "wrong_form", True),
    ({"items": [{"line": 1}]}, "wrong_form", True),
    ({"items": [{"line": 0, "outcome": "done"}]}, "wrong_form", True),
    ({"items": [{"line": 1, "outcome": "lost"}]}, "wrong_form", True),
    ({"items": [{"line": 1, "outcome": ["done"]}]}, "wrong_form", True),
    ({"items": [{"line": 1, "outcome": "done", "code": "other"}]}, "wrong_form", True),
    ({"items": [{"line": 1, "outcome": "refused"}]}, "wrong_form", True),
    ({"items": [{"line": 1, "outcome": "refused", "code": "lazy"}]}, "wrong_form", True),
    ({"items": [{"line": 1, "outcome": "done", "theirs": {}}]}, "wrong_form", True),
    ({"items": [{"line": 1, "outcome": "conflict", "theirs": []}]}, "wrong_form", True),
    ({"items": [{"line": 1, "outcome": "conflict", "theirs": {"court": {}}}]}, "wrong_form", True),
    ({"items": [{"line": 1, "outcome": "conflict", "theirs": {"court": "x" * 501}}]}, "wrong_form", True),
    ({"items": [{"line": 1, "outcome": "conflict", "theirs": {"court": "a\0b"}}]}, "wrong_form", False),
    ({"items": [{"line": 1, "outcome": "conflict", "theirs": {"sequence": 10**20}}]}, "wrong_form", False),
    ({"counts": {"done": 4}}, "wrong_form", True),
    ({"counts": {"done": 2, "not_found": 1, "conflict": 1, "refused": 1}}, "wrong_counts", False),
    ({"items": content()["items"] * 2}, "line_twice", False),
    ({"more": 1}, "wrong_form", True),
]


@pytest.mark.parametrize(("other", "code", "by_schema"), NO_ANSWERS)
def test_an_acknowledgement_of_another_form_is_refused(other, code, by_schema):
    assert refused(read_answer, content(**other)).code == code
    assert is_valid("acknowledgement", {"acknowledgement": content(**other), "signature": "x"}) is not by_schema


def test_an_acknowledgement_without_a_field_is_refused_by_its_name():
    for name in content():
        given = {key: value for key, value in content().items() if key != name}
        assert f"lacks {name};" in refused(read_answer, given).words


RIGHT = signed("acknowledgement", content(), KEY)
#: Bytes that are no message, and what of them the words say.
NO_MESSAGES = [
    (b"", "not_json"),
    (b"{", "not_json"),
    (b"\xff\xfe", "not_json"),
    (b"\xef\xbb\xbf" + RIGHT, "not_json"),
    (RIGHT + RIGHT, "not_json"),
    (b"[" * 100_000, "not_json"),
    (b'{"acknowledgement": {"a": 1, "a": 2}, "signature": ""}', "not_json"),
    (b'{"acknowledgement": {"a": 1.0}, "signature": ""}', "not_json"),
    (b'{"acknowledgement": {"a": 1e3}, "signature": ""}', "not_json"),
    (b'{"acknowledgement": {"a": NaN}, "signature": ""}', "not_json"),
    (b'{"acknowledgement": {"a": ' + b"9" * 5000 + b'}, "signature": ""}', "not_json"),
    (b" " * (MOST_BYTES + 1), "too_long"),
    (b"null", "wrong_form"),
    (b"[]", "wrong_form"),
    (b'{"manifest": {}, "signature": ""}', "wrong_form"),
    (b'{"acknowledgement": [], "signature": ""}', "wrong_form"),
    (b'{"acknowledgement": {}}', "wrong_form"),
    (b'{"acknowledgement": {}, "signature": 7}', "wrong_form"),
]


@pytest.mark.parametrize(("body", "code"), NO_MESSAGES)
def test_bytes_that_are_no_message_are_refused(body, code):
    assert refused(read_signed, "acknowledgement", body).code == code


def test_half_of_a_surrogate_pair_is_refused_and_not_an_error():
    read, signature = read_signed("acknowledgement", b'{"acknowledgement": {"a": "\\ud800"}, "signature": ""}')
    assert refused(check_signature, read, signature, [public_key(KEY)]).code == "not_json"


def test_words_never_repeat_what_a_message_holds():
    for other in ({"SECRET": 1}, {"items": [{"line": 1, "outcome": "SECRET"}]}, {"agency": "SECRET"}):
        assert "SECRET" not in refused(read_answer, content(**other)).words
    assert "SECRET" not in refused(read_signed, "acknowledgement", b'{"SECRET": }').words


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.data())
def test_a_message_with_any_byte_changed_is_refused_or_says_the_same(data):
    place = data.draw(st.integers(0, len(RIGHT) - 1))
    body = RIGHT[:place] + data.draw(st.binary(min_size=0, max_size=3)) + RIGHT[place + 1 :]
    try:
        read, signature = read_signed("acknowledgement", body)
        check_signature(read, signature, [public_key(KEY)])
    except MessageError:
        return
    assert canonical_json(read) == canonical_json(content())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*content(), *"ab"]) | st.text(), inner),
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.dictionaries(st.sampled_from(list(content())), JSON))
def test_whatever_stands_in_a_message_it_is_read_or_refused(other):
    try:
        read_answer(content(**other))
    except MessageError as error:
        assert error.words


def test_programs_without_django_may_use_it():
    check = "import sys, clearance.notices.messages; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check]).returncode == 0
