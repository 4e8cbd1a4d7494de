import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.audit.chain import START, canonical, link, read, said_at

AT = datetime(2026, 11, 22, 15, 42, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_the_bytes_and_the_hash_of_an_event_never_change():
    """What is written here stands in logs that others keep."""
    said = canonical(
        1, AT, "staff:7", "code.issued", "person:1042", "asked at the counter", {"code": "é", "a": [1, None]}
    )
    assert said.decode() == (
        '[1,"2026-11-22T15:42:00.000000Z","staff:7","code.issued","person:1042","asked at the counter",'
        '{"a":[1,null],"code":"é"}]'
    )
    first = link(START, said)
    assert first.hex() == "2b58dd1ebf8c0e7cd0e9b78435bb8c7c536f3364e9e1fee17eed45922ea966ad"
    assert link(first, said).hex() == "2c836591dfb93a056e9afa245034159dd50ced2f07b81e2b82bc20bf32badce8"


def test_a_time_is_said_in_utc_with_microseconds_wherever_the_clock_is():
    there = timezone(timedelta(hours=-5))
    assert said_at(datetime(2026, 11, 22, 10, 42, 0, 7, tzinfo=there)) == "2026-11-22T15:42:00.000007Z"


@given(JSON)
def test_what_is_read_is_the_same_in_whatever_way_it_was_written(value):
    ways = (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1), json.dumps(value, sort_keys=True))
    first, *others = (repr(read(way)) for way in ways)
    assert others == [first, first]


DIFFERENT = ["null", "true", "1", "1.0", '"1"', '"true"', "[]", "{}", "[1]", '{"a": 1}', '[["a", 1]]', '"a"',
             '{"a": 1, "a": 1}', "0.1", "0.10000000000000000000001", "0", "-0", "false", '""']  # fmt: skip


@pytest.mark.parametrize("one", DIFFERENT)
def test_values_that_are_not_the_same_are_not_read_as_the_same(one):
    assert [other for other in DIFFERENT if repr(read(other)) == repr(read(one))] == [one]


@pytest.mark.parametrize("nonsense", [b"\xff", b"", b"{", "[1"])
def test_what_is_no_json_in_utf_8_is_refused(nonsense):
    with pytest.raises(ValueError):
        read(nonsense)
