import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from clearance.signing import canonical_json, is_signed_by, load_private_key, new_private_key, public_key, sign

KEY = load_private_key(new_private_key())
PUBLIC = public_key(KEY)
SPELLED_OTHERWISE = "A" * 42 + "B="  # the last character's spare bits are set
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def test_a_signature_holds_for_its_data_and_its_key_only():
    signature = sign(KEY, b"12 records")
    assert is_signed_by(PUBLIC, b"12 records", signature)
    assert not is_signed_by(PUBLIC, b"13 records", signature)
    assert not is_signed_by(public_key(load_private_key(new_private_key())), b"12 records", signature)


@given(data=st.binary(), at=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_no_bit_of_what_was_signed_can_be_turned(data, at, bit):
    signature = sign(KEY, data)
    assert is_signed_by(PUBLIC, data, signature)
    if data:
        turned = bytearray(data)
        turned[at % len(data)] ^= 1 << bit
        assert not is_signed_by(PUBLIC, bytes(turned), signature)


@pytest.mark.parametrize("nonsense", ["", "x", "é" * 88, "A" * 43 + "=", "A" * 86 + "==", SPELLED_OTHERWISE, "AAAA"])
def test_what_is_no_signature_or_no_key_signs_nothing(nonsense):
    assert not is_signed_by(PUBLIC, b"data", nonsense)
    assert not is_signed_by(nonsense, b"data", sign(KEY, b"data"))


def test_a_signature_can_be_spelled_in_one_way_only():
    signature = sign(KEY, b"data")
    other = chr(ord(signature[-3]) + 1)  # the same 64 bytes, with a spare bit set
    for spelled in (signature + "\n", " " + signature, signature.rstrip("="), signature[:-3] + other + "=="):
        assert not is_signed_by(PUBLIC, b"data", spelled)


def test_published_values_of_the_standard_come_out():
    """RFC 8032, section 7.1, test 2, in the wrapping of RFC 8410."""
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    der = bytes.fromhex("302e020100300506032b657004220420") + seed
    pem = b"-----BEGIN PRIVATE KEY-----\n" + base64.b64encode(der) + b"\n-----END PRIVATE KEY-----\n"
    key = load_private_key(pem)
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert base64.b64decode(public_key(key)).hex() == public
    assert base64.b64decode(sign(key, b"\x72")).hex() == signature


def test_every_new_key_is_another():
    assert new_private_key() != new_private_key()


@pytest.mark.parametrize("pem", [b"", b"secret", new_private_key()[:60]])
def test_what_is_no_key_is_refused(pem):
    with pytest.raises(ValueError, match="no private key"):
        load_private_key(pem)


def test_a_key_of_another_kind_or_behind_a_password_is_refused():
    other = generate_private_key(public_exponent=65537, key_size=2048)
    with pytest.raises(ValueError, match="not an Ed25519 key"):
        load_private_key(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(ValueError, match="without a password"):
        load_private_key(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"long word")))


def test_canonical_json_is_sorted_tight_and_utf_8():
    assert canonical_json({"b": [1, None, True], "a": {"é": "x y"}}) == '{"a":{"é":"x y"},"b":[1,null,true]}'.encode()


@given(JSON)
def test_canonical_json_says_the_same_and_does_not_depend_on_the_order(value):
    once = canonical_json(value)
    assert json.loads(once) == value
    assert canonical_json(json.loads(once)) == once
    if isinstance(value, dict):
        assert canonical_json(dict(reversed(value.items()))) == once


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {1, 2}, b"bytes", {"a": 1, 2: "b"}])
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises((TypeError, ValueError)):
        canonical_json(value)
