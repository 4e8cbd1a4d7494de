"""The signed messages between this site and agencies, manifests and acknowledgements: built, read and checked.

Both sides use it, so it needs no Django. The forms are published in clearance/notices/schemas. A message is a JSON
object with its content, under the message's name, and the signature of the content as canonical JSON.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from clearance.signing import PrivateKey, canonical_json, is_signed_by, sign

VERSION = 1
#: No message is longer, in bytes: an answer with data to each of ten thousand lines takes a fifth of it.
MOST_BYTES = 10_000_000
#: How a line may be answered.
OUTCOMES = ("done", "not_found", "conflict", "refused")
#: Why an agency may refuse a line.
REFUSALS = ("no_duty", "under_litigation", "already_destroyed", "other")
MOST_CHARACTERS = 500
#: A notice is never so long, nor answered so often.
MOST_NUMBER = 1_000_000

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
HEX = re.compile(r"[0-9a-f]{64}")
CODE = re.compile(r"[a-z][a-z0-9-]{0,59}")


class MessageError(Exception):
    """A message that is not what it should be: `code` for programs, and words for people."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


class Item(NamedTuple):
    """The answer to one line. `code` only where it is refused, `theirs` (the agency's own data) only in a conflict."""

    line: int
    outcome: str
    code: str = ""
    theirs: Mapping[str, str | int | None] = {}


class Answer(NamedTuple):
    """What an acknowledgement says, whoever signed it."""

    agency: str
    notice: str
    manifest_sha256: str
    number: int
    counts: dict[str, int]
    items: list[Item]


def signed(name: str, content: Mapping[str, Any], private: PrivateKey) -> bytes:
    """The message of that name with this content."""
    return json.dumps({name: content, "signature": sign(private, canonical_json(content))}).encode()


def sha256_of(content: Mapping[str, Any]) -> str:
    """The hash of a content, as other messages name it."""
    return sha256(canonical_json(content)).hexdigest()


def read_manifest(body: bytes, keys: Iterable[str]) -> dict[str, Any]:
    """The content of a manifest that the owner of one of these public keys signed. Raises MessageError."""
    content, signature = read_signed("manifest", body)
    check_signature(content, signature, keys)
    _fields("the manifest", content, MANIFEST)
    _fields("policy", content["policy"], POLICY)
    _fields("sha256", content["sha256"], {"jsonl": _matches(HEX), "csv": _matches(HEX)})
    return content


def acknowledgement(
    *, agency: str, notice: str, manifest_sha256: str, number: int, items: Iterable[Item]
) -> dict[str, Any]:
    """The content of an acknowledgement. `number` counts the answers to this notice from 1."""
    items = list(items)
    counts = Counter(item.outcome for item in items)
    return {
        "version": VERSION,
        "agency": agency,
        "notice": notice,
        "manifest_sha256": manifest_sha256,
        "number": number,
        "counts": {outcome: counts[outcome] for outcome in OUTCOMES},
        "items": [{key: value for key, value in item._asdict().items() if value} for item in items],
    }


def read_answer(content: Mapping[str, Any]) -> Answer:
    """What an acknowledgement says. Raises MessageError for one that contradicts itself, or is not of the form."""
    _fields("the acknowledgement", content, ACKNOWLEDGEMENT)
    _fields("counts", content["counts"], dict.fromkeys(OUTCOMES, _whole(0)))
    items = [_item(given) for given in content["items"]]
    if twice := [line for line, times in Counter(item.line for item in items).items() if times > 1]:
        raise MessageError("line_twice", f"Line {twice[0]} is answered twice; allowed: once in an acknowledgement.")
    answer = Answer(**{name: content[name] for name in Answer._fields} | {"items": items})
    found = Counter(item.outcome for item in items)
    for outcome, count in answer.counts.items():
        if found[outcome] != count:
            words = f"counts.{outcome} is {count}, but {found[outcome]} items say so. Count them again."
            raise MessageError("wrong_counts", words)
    return answer


def read_signed(name: str, body: bytes) -> tuple[dict[str, Any], str]:
    """The content of a message of that name, and its signature, which is not checked yet. Raises MessageError."""
    message = _read_json(body)
    _fields("the message", message, {name: _is(dict), "signature": _is(str)})
    return message[name], message["signature"]


def check_signature(content: Mapping[str, Any], signature: str, keys: Iterable[str]) -> str:
    """The public key, of these, whose owner signed the content. Raises MessageError where it is none of them."""
    try:
        data = canonical_json(content)
    except ValueError:
        raise MessageError("not_json", "The message holds half of a surrogate pair; allowed: Unicode text.") from None
    for key in keys:
        if is_signed_by(key, data, signature):
            return key
    raise MessageError("wrong_signature", "No valid key of the sender made this signature. Sign it with a valid key.")


def _read_json(body: bytes) -> Any:
    if len(body) > MOST_BYTES:
        raise MessageError("too_long", f"The message has {len(body):,} bytes; allowed: {MOST_BYTES:,}.")
    try:
        return json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_no_constant)
    except (ValueError, RecursionError) as error:
        # Not the text of the error: it may hold what is on someone's record.
        what = str(error) if isinstance(error, _NotAllowed) else "it cannot be read"
        raise MessageError("not_json", f"The message is not JSON in UTF-8 as it is written here: {what}.") from None


class _NotAllowed(ValueError):
    """JSON that two readers may read differently."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) < len(pairs):
        raise _NotAllowed("a name stands twice in an object")
    return found


def _no_constant(text: str) -> None:
    raise _NotAllowed("a number is not a whole number")


Check = Callable[[Any], bool]


def _fields(where: str, given: Any, wanted: Mapping[str, Check], optional: Mapping[str, Check] = {}) -> None:
    """Raises MessageError unless it is an object with exactly these fields, each as its check wants it."""
    if type(given) is not dict:
        raise MessageError("wrong_form", f"{where} is no object; allowed: one with {', '.join(wanted)}.")
    allowed = {**wanted, **optional}
    if missing := [name for name in wanted if name not in given]:
        raise MessageError("wrong_form", f"{where} lacks {missing[0]}; it needs {', '.join(wanted)}.")
    if any(name not in allowed for name in given):
        raise MessageError("wrong_form", f"{where} has a field that is not known; allowed: {', '.join(allowed)}.")
    for name, value in given.items():
        if not allowed[name](value):
            words = f"{where}: {name} is not as it should be. See the schemas for what is allowed."
            raise MessageError("wrong_form", words)


def _item(given: Any) -> Item:
    _fields("an item", given, ITEM, {"code": REFUSALS.__contains__, "theirs": _is(dict)})
    item = Item(**given)
    if (item.outcome == "refused") != bool(item.code):
        words = (
            f"Line {item.line}: a code belongs to what is refused, and to nothing else; one of {', '.join(REFUSALS)}."
        )
        raise MessageError("wrong_form", words)
    if "theirs" in given and item.outcome != "conflict":
        raise MessageError("wrong_form", f"Line {item.line}: theirs belongs to a conflict, and to nothing else.")
    if not all(_is_plain(value) for value in item.theirs.values()):
        words = f"Line {item.line}: theirs holds texts of {MOST_CHARACTERS} printable characters, whole numbers, null."
        raise MessageError("wrong_form", words)
    return item


def _is_plain(value: Any) -> bool:
    if type(value) is str:
        return len(value) <= MOST_CHARACTERS and value.isprintable()
    return value is None or (type(value) is int and abs(value) < 10**15)


def _is(kind: type) -> Check:
    return lambda value: type(value) is kind


def _equals(wanted: Any) -> Check:
    return lambda value: type(value) is type(wanted) and value == wanted


def _one_of(*codes: str) -> Check:
    return lambda value: type(value) is str and value in codes


def _matches(pattern: re.Pattern[str]) -> Check:
    return lambda value: type(value) is str and bool(pattern.fullmatch(value))


def _whole(least: int) -> Check:
    return lambda value: type(value) is int and least <= value <= MOST_NUMBER


def _reads(reader: Callable[[str], Any]) -> Check:
    def check(value: Any) -> bool:
        try:
            return type(value) is str and bool(reader(value))
        except ValueError:
            return False

    return check


def _or_null(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _texts(value: Any) -> bool:
    return type(value) is list and all(type(one) is str for one in value)


POLICY = {"id": _is(str), "citation": _is(str), "sha256": _matches(HEX)}
MANIFEST = {
    "version": _equals(VERSION),
    "notice": _matches(UUID),
    "number": _whole(1),
    "agency": _matches(CODE),
    "kind": _one_of("clear", "restore"),
    "policy": _is(dict),
    "origin": _is(str),
    "data": _texts,
    "lines": _whole(1),
    "sha256": _is(dict),
    "sealed_at": _reads(datetime.fromisoformat),
    "due_on": _or_null(_reads(date.fromisoformat)),
}
ACKNOWLEDGEMENT = {
    "version": _equals(VERSION),
    "agency": _matches(CODE),
    "notice": _matches(UUID),
    "manifest_sha256": _matches(HEX),
    "number": _whole(1),
    "counts": _is(dict),
    "items": lambda value: type(value) is list and bool(value),
}
ITEM = {"line": _whole(1), "outcome": _one_of(*OUTCOMES)}
