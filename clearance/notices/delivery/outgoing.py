"""Puts the files of notices into the folders of the agencies that have them, in order, until they are there."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import file_digest
from tempfile import TemporaryFile
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import DatabaseError
from django.db.models import F, Q

from clearance.agencies.models import Agency
from clearance.notices.delivery.actions import delivered, give_up
from clearance.notices.outbox.files import csv_file, jsonl
from clearance.notices.outbox.models import Notice
from clearance.progress import Progress, no_progress

logger = logging.getLogger(__name__)

#: After each failure twice as long, up to this; after so many, about three days, someone must look.
SHORTEST_WAIT, LONGEST_WAIT, MOST_TRIES = timedelta(minutes=1), timedelta(hours=6), 20


def deliver_due(*, by: str, at: datetime, progress: Progress = no_progress) -> int:
    """Deliver what is sealed to every agency that has a folder; how many notices.

    Each agency gets its notices in their order, and none before the last one is there.
    """
    waiting = Notice.objects.undelivered().filter(agency__delivery=Agency.Delivery.FOLDER)
    agencies = Agency.objects.filter(pk__in=waiting.values("agency")).order_by("code")
    return sum(_deliver_to(by, agency, at, progress) for agency in agencies)


def _deliver_to(by: str, agency: Agency, at: datetime, progress: Progress) -> int:
    done = 0
    for notice in agency.notices.undelivered().in_order().select_related("agency"):
        if not (_begin(by, notice, at) and _deliver(by, notice, at)):
            break
        done += 1
        progress("delivering lines", notice.lines)
    return done


def _begin(by: str, notice: Notice, at: datetime) -> bool:
    """Count the try, before anything can go wrong, and say when the next may be made should this one not end."""
    if notice.tries >= MOST_TRIES and not notice.given_up_at and (notice.next_try_at or at) <= at:
        give_up(by=by, notice=notice, at=at)
        logger.error("notice %s could not be delivered to %s: %s", notice.pk, notice.agency.code, notice.last_error)
        return False
    due = Q(next_try_at__isnull=True) | Q(next_try_at__lte=at)
    wait = min(SHORTEST_WAIT * 2**notice.tries, LONGEST_WAIT)
    waiting = Notice.objects.undelivered().filter(due, pk=notice.pk, tries=notice.tries, given_up_at__isnull=True)
    return bool(waiting.update(tries=F("tries") + 1, next_try_at=at + wait))


def _deliver(by: str, notice: Notice, at: datetime) -> bool:
    try:
        put(notice)
    except DatabaseError:
        # Nothing is wrong with the folder; the next sweep takes it up.
        raise
    except Exception as error:
        # Whatever a storage raises: it may be reached over a network, by a library that is not known here.
        Notice.objects.filter(pk=notice.pk).update(last_error=f"{type(error).__name__}: {error}"[:200])
        return False
    delivered(by=by, notice=notice, at=at)
    return True


def put(notice: Notice) -> None:
    """Write the files of a sealed notice where they are not there already, the manifest last."""
    _put(notice, "jsonl", jsonl(notice), notice.sha256_jsonl)
    _put(notice, "csv", csv_file(notice), notice.sha256_csv)
    _put(notice, "manifest.json", [notice.manifest_file()], None)


def _put(notice: Notice, ending: str, chunks: Iterable[bytes], sha256: str | None) -> None:
    storage, name = storages["notices"], f"{notice.agency.code}/outgoing/{notice.file_name(ending)}"
    with TemporaryFile() as file:
        file.writelines(chunks)
        found = _digest(file)
        if sha256 and found != sha256:
            raise RuntimeError(f"{name} is not what was sealed, so it does not leave")
        if storage.exists(name):
            if _is_there(storage, name, found):
                return
            # Cut short, by whatever ended the last try.
            storage.delete(name)
        file.seek(0)
        if (saved := storage.save(name, File(file))) != name:
            storage.delete(saved)
            raise RuntimeError(f"{name} was taken meanwhile")


def _is_there(storage: Storage, name: str, sha256: str) -> bool:
    with storage.open(name) as kept:
        return file_digest(kept, "sha256").hexdigest() == sha256


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    return file_digest(file, "sha256").hexdigest()
