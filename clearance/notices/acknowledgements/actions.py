"""Taking in acknowledgements: the same again changes nothing; forged ones and steps back are refused and logged."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from django.db import transaction

from clearance.agencies.models import Agency, Key
from clearance.audit import actions as audit
from clearance.notices.acknowledgements.answers import move, moves_of
from clearance.notices.acknowledgements.models import Acknowledgement
from clearance.notices.messages import Answer, MessageError, check_signature, read_answer, read_signed, sha256_of
from clearance.notices.outbox.models import Notice
from clearance.notices.work_items.actions import close_done, open_items
from clearance.signing import canonical_json


class AcknowledgementRefused(MessageError):
    """An acknowledgement that was not taken in: `code` for programs, `words` for people. The event log has it."""


class Signed(NamedTuple):
    """An acknowledgement that a valid key of the agency signed."""

    answer: Answer
    content: Mapping[str, object]
    signature: str
    key: Key


def take_in(*, by: str, agency: Agency, body: bytes, at: datetime) -> Acknowledgement:
    """Keep what an agency answered, and what follows from it for each line.

    `agency` is whose message it should be: the sender of the request, the owner of the folder. One that was taken in
    before comes back as it was kept. One that comes late, after others with a higher number, changes only the lines
    that still wait. Raises AcknowledgementRefused, with an event; nothing else is kept of that.
    """
    try:
        signed = _read(agency, body)
        with transaction.atomic():
            return _keep(by, agency, signed, at)
    except MessageError as error:
        with transaction.atomic():
            detail = {"agency": agency.code, "code": error.code, "sha256": sha256(body).hexdigest()}
            audit.record(by=by, action="acknowledgement.refused", subject=f"agency:{agency.pk}", detail=detail)
        raise AcknowledgementRefused(error.code, error.words) from None


def _read(agency: Agency, body: bytes) -> Signed:
    content, signature = read_signed("acknowledgement", body)
    if content.get("agency") != agency.code:
        raise MessageError("other_agency", f"This does not come from {agency.code}, for which it was sent.")
    keys = {key.public_key: key for key in agency.keys.valid()}
    key = keys[check_signature(content, signature, keys)]
    return Signed(read_answer(content), content, signature, key)


def _keep(by: str, agency: Agency, signed: Signed, at: datetime) -> Acknowledgement:
    answer = signed.answer
    notice = _notice(agency, answer)
    if kept := notice.acknowledgements.filter(number=answer.number).first():
        if kept.sha256 == sha256_of(signed.content):
            return kept
        words = f"Acknowledgement {answer.number} of this notice was another. Give a new one the next number."
        raise MessageError("number_taken", words)
    _check_items(notice, answer)
    moves = moves_of(notice, answer)
    kept = Acknowledgement.objects.create(
        notice=notice,
        number=answer.number,
        sha256=sha256_of(signed.content),
        message=canonical_json(signed.content).decode(),
        signature=signed.signature,
        key=signed.key,
        counts=answer.counts,
        moved=len(moves),
        confirmed=sum(item.outcome == "done" for item, _ in moves),
        taken_at=at,
        taken_by=by,
    )
    move(notice, moves, at)
    open_items(acknowledgement=kept, items=[item for item, _ in moves], at=at)
    close_done(by=kept.reference, notice=notice, at=at)
    detail = {"notice": str(notice.pk), "number": answer.number, "sha256": kept.sha256, "moved": len(moves)}
    audit.record(by=by, action="acknowledgement.taken", subject=kept.reference, detail=detail | answer.counts)
    return kept


def _notice(agency: Agency, answer: Answer) -> Notice:
    """The notice that is answered, locked. What another agency was told is unknown to this one."""
    notices = Notice.objects.sealed().filter(agency=agency, pk=answer.notice)
    if not (notice := notices.select_for_update().first()):
        raise MessageError("unknown_notice", f"{agency.code} was sent no notice {answer.notice}.")
    if notice.manifest_sha256 != answer.manifest_sha256:
        words = f"manifest_sha256 is not that of notice {answer.notice}. Fetch the notice again, and compare."
        raise MessageError("wrong_manifest", words)
    return notice


def _check_items(notice: Notice, answer: Answer) -> None:
    declared = set(notice.data)
    for item in answer.items:
        if item.line > notice.lines:
            words = f"Line {item.line} is answered; allowed: 1 to {notice.lines}, the lines of this notice."
            raise MessageError("unknown_line", words)
        if not declared.issuperset(item.theirs):
            words = f"Line {item.line}: theirs may hold {', '.join(notice.data)}, as the notice does, and nothing else."
            raise MessageError("undeclared_data", words)
