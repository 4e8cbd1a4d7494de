"""What someone can show at a counter, and how strong that is (NIST SP 800-63A-4, sections 4.1 and 4.2)."""

from django.db import models


class Document(models.TextChoices):
    """A kind of document with a photo, the strong ones first. With none, two members of staff vouch for the person."""

    STATE_ID = "state_id", "driver’s license or state ID"
    PASSPORT = "passport", "passport or passport card"
    MILITARY = "military", "military or veteran ID"
    TRIBAL = "tribal", "tribal ID"
    CORRECTIONAL = "correctional", "jail or prison ID"
    OTHER = "other", "another card with a photo"
    NONE = "none", "no document: two of us vouch"


class Second(models.TextChoices):
    """What may be shown besides. It needs no photo."""

    BIRTH = "birth", "birth certificate"
    SOCIAL_SECURITY = "social_sec", "Social Security card"
    CARD = "card", "bank, benefit or insurance card"
    COURT = "court", "court, release or parole paper"
    BILL = "bill", "letter or bill from an office"
    PHOTO = "photo", "a second card with a photo"


#: Whoever issued these had seen who it is. Every other one needs a second one beside it.
STRONG = frozenset({Document.STATE_ID, Document.PASSPORT, Document.MILITARY, Document.TRIBAL})


def needs_second(document: str) -> bool:
    return document not in STRONG and document != Document.NONE
