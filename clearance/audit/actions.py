"""Everything that writes to the event log, or of it."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import DatabaseError, transaction

from clearance.audit.append import append
from clearance.audit.checkpoints import Checkpoint, append_checkpoint, newest
from clearance.audit.fault import Fault
from clearance.audit.models import Event
from clearance.audit.reading import Log, end_and_count
from clearance.audit.verify import verify
from clearance.installation_key import installation_key
from clearance.progress import Progress, no_progress

logger = logging.getLogger(__name__)

#: How many faults the event of a check names.
NAMED = 20


def record(*, by: str, action: str, subject: str, purpose: str = "", detail: dict[str, Any] | None = None) -> Event:
    """Add an event to the caller's transaction, so that the act and its event are kept together or not at all.

    `by` and `subject` are references (`staff:7`, `visit:31`, `person:1042`), never names; `action` is a noun and a verb
    (`code.issued`); `detail` is JSON without personal data. The time is the database's. From here to the end of the
    transaction nobody else can add an event, so this comes last, after all that takes time. Outside of a transaction it
    raises TransactionManagementError; where another has held the log for two seconds, OperationalError.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"Event {action} must share a transaction with what it tells of.")
    return append(Event(actor=by, action=action, subject=subject, purpose=purpose, detail=detail or {}))


@dataclass(frozen=True)
class Checked:
    """What a check of the log came to. `written`: the check stands in the log itself."""

    events: int
    faults: int
    written: bool


def check_log(
    *,
    by: str,
    tell: Callable[[Fault], None],
    checkpoints: Iterable[Checkpoint | Fault] = (),
    progress: Progress = no_progress,
) -> Checked:
    """Check every event, tell of each fault as it is found, and write down that it was checked and what came of it.

    `checkpoints` come as `checkpoints.checked` gives them. Where the log takes no event, it is checked all the same.
    """
    log, faults, named = Log(progress), 0, []
    for fault in verify(log.rows(), log.end, checkpoints):
        tell(fault)
        faults += 1
        if len(named) < NAMED:
            named.append(fault.event)
    detail = {"events": log.count, "faults": faults, "at": named}
    return Checked(log.count, faults, _write_down(by, "log.faults_found" if faults else "log.checked", detail))


def take_checkpoint(*, at: datetime) -> Checkpoint | None:
    """Sign what the log ends with, keep that outside of the database, and mail it to the auditor if there is one.

    None while the log is empty. If the event of the checkpoint before is not there any more, the log was rewritten:
    that is written down, logged and mailed. Raises ImproperlyConfigured without a key, OSError where the file cannot be
    written, and RuntimeError inside of a transaction, whose events are not yet the log's.
    """
    with transaction.atomic(durable=True):
        end, count = end_and_count()
    if end.last_id == 0:
        return None
    before = newest(settings.CHECKPOINTS)
    lost = before is not None and not Event.objects.filter(pk=before.id, hash=bytes.fromhex(before.hash)).exists()
    key = installation_key()
    one = append_checkpoint(settings.CHECKPOINTS, id=end.last_id, hash=end.hash, count=count, at=at, key=key)
    if lost:
        logger.error("The event log no longer holds event %s, which a checkpoint signed.", before.id)
        _write_down("checkpoint", "log.faults_found", {"events": count, "faults": 1, "at": [before.id]})
    if settings.AUDITOR_EMAIL:
        _mail(one, lost)
    return one


def _write_down(by: str, action: str, detail: dict[str, Any]) -> bool:
    try:
        with transaction.atomic():
            record(by=by, action=action, subject="log", detail=detail)
    except DatabaseError as error:
        logger.error("%s could not be written down: %s", action, type(error).__name__)
        return False
    return True


def _mail(one: Checkpoint, lost: bool) -> None:
    """A mail server that is away does not hold up the log; the next checkpoint names this one's line."""
    text = [f"The log holds {one.count} events. The line below signs that; please keep it.", one.line().decode()]
    if lost:
        text.insert(0, "WARNING: the log no longer holds the event that the checkpoint before this one signed.")
    try:
        send_mail(f"Checkpoint of the log, {one.at}", "\n\n".join(text), None, [settings.AUDITOR_EMAIL])
    except OSError as error:
        logger.error("The checkpoint of %s was not mailed: %s", one.at, type(error).__name__)
