"""Takes the acknowledgements that agencies put into their folders."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from clearance.agencies.models import Agency
from clearance.notices.acknowledgements.actions import AcknowledgementRefused, take_in
from clearance.notices.messages import MOST_BYTES

logger = logging.getLogger(__name__)

#: A file that changed later may not be all there.
SETTLED = timedelta(minutes=1)


def take_waiting(*, by: str, at: datetime) -> tuple[int, int]:
    """Take in every acknowledgement that lies in a folder; how many were taken, and how many were refused.

    Each is moved away, a refused one together with the reason. One that was taken but not moved is taken once more,
    which changes nothing. An agency that is closed may still answer what it was told before.
    """
    taken = refused = 0
    for agency in Agency.objects.filter(delivery=Agency.Delivery.FOLDER).order_by("code"):
        try:
            for name in _waiting(agency, at):
                if _take(by, agency, name, at):
                    taken += 1
                else:
                    refused += 1
        except Exception as error:
            # One folder that cannot be reached does not keep the others waiting; the next sweep tries again.
            logger.error("the folder of %s cannot be read: %s", agency.code, type(error).__name__)
    return taken, refused


def _waiting(agency: Agency, at: datetime) -> Iterator[str]:
    storage, folder = storages["notices"], f"{agency.code}/incoming"
    try:
        names = sorted(name for name in storage.listdir(folder)[1] if name.endswith(".json"))
    except FileNotFoundError:
        return
    for name in names:
        if storage.get_modified_time(f"{folder}/{name}") <= at - SETTLED:
            yield name


def _take(by: str, agency: Agency, name: str, at: datetime) -> bool:
    storage, here = storages["notices"], f"{agency.code}/incoming/{name}"
    with storage.open(here) as file:
        body = file.read(MOST_BYTES + 1)
    try:
        take_in(by=by, agency=agency, body=body, at=at)
        folder, why = "taken", None
    except AcknowledgementRefused as refusal:
        folder, why = "refused", f"{refusal.code}: {refusal.words}\n"
    saved = storage.save(f"{agency.code}/{folder}/{name}", ContentFile(body))
    if why:
        storage.save(f"{saved}.reason.txt", ContentFile(why.encode()))
    storage.delete(here)
    return why is None
