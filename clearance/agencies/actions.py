"""Everything that writes agencies: what each is, where it is responsible, whom it names, and with what it signs."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from clearance.agencies.models import Agency, Area, Contact, Key, Member
from clearance.audit import actions as audit


@transaction.atomic
def register(*, by: str, agency: Agency, at: datetime) -> Agency:
    """A new agency. From now on it is told what is cleared, as far as the laws in force name it.

    Raises ValidationError for what cannot be: a code that is taken, a data point that is not held.
    """
    agency.registered_at = at
    _save(by, agency, "agency.registered")
    return agency


@transaction.atomic
def change(*, by: str, agency: Agency) -> None:
    """Save what is now said of an agency. Notices that are made later follow it. Raises as register."""
    _save(by, agency, "agency.changed")


@transaction.atomic
def close(*, by: str, agency: Agency, at: datetime) -> None:
    """From now on it is told nothing new. What it was told before stays open until it has answered."""
    if Agency.objects.open().filter(pk=agency.pk).update(closed_at=at):
        _record(by, agency, "agency.closed")


@transaction.atomic
def save_area(*, by: str, area: Area) -> None:
    """A court or a county whose cases are the agency's, new or under another name. Raises ValidationError."""
    area.full_clean()
    area.save()
    _record(by, area.agency, "agency.area_saved", area=str(area))


@transaction.atomic
def remove_area(*, by: str, area: Area) -> None:
    """Cases of that court or county are no longer the agency's."""
    _record(by, area.agency, "agency.area_removed", area=str(area))
    area.delete()


@transaction.atomic
def save_contact(*, by: str, contact: Contact) -> None:
    """Who is written to, new or changed. The event holds neither name nor address. Raises ValidationError."""
    contact.full_clean()
    contact.save()
    _record(by, contact.agency, "agency.contact_saved", contact=contact.pk, reminders=contact.reminders)


@transaction.atomic
def remove_contact(*, by: str, contact: Contact) -> None:
    _record(by, contact.agency, "agency.contact_removed", contact=contact.pk)
    contact.delete()


@transaction.atomic
def add_key(*, by: str, agency: Agency, public_key: str, at: datetime) -> Key:
    """Take what is signed with this key for the agency's own. Keys that it has stay valid until they are ended.

    Raises ValidationError for what is no key, and for one that an agency has or had: a key is never used again.
    """
    key = Key(agency=agency, public_key=public_key.strip(), added_at=at, added_by=by)
    key.full_clean(exclude=["ended_at"])
    key.save()
    _record(by, agency, "agency.key_added", key=key.public_key)
    return key


@transaction.atomic
def end_key(*, by: str, key: Key, at: datetime) -> None:
    """Take nothing more that is signed with this key. Ending it again changes nothing."""
    if Key.objects.valid().filter(pk=key.pk).update(ended_at=at):
        _record(by, key.agency, "agency.key_ended", key=key.public_key)


@transaction.atomic
def add_member(*, by: str, agency: Agency, user: AbstractBaseUser, at: datetime) -> Member:
    """A member of staff acts for the agency from now on. Raises ValidationError for one who does already."""
    member = Member(agency=agency, user=user, since=at)
    member.full_clean()
    member.save()
    _record(by, agency, "agency.member_added", member=f"staff:{user.pk}")
    return member


@transaction.atomic
def end_member(*, by: str, member: Member, at: datetime) -> None:
    """A member of staff no longer acts for the agency. Ending it again changes nothing."""
    if Member.objects.current().filter(pk=member.pk).update(ended_at=at):
        _record(by, member.agency, "agency.member_ended", member=f"staff:{member.user_id}")


def _save(by: str, agency: Agency, action: str) -> None:
    agency.full_clean()
    agency.save()
    said = ("code", "name", "kind", "named_as", "statewide", "data", "delivery")
    _record(by, agency, action, **{name: getattr(agency, name) for name in said})


def _record(by: str, agency: Agency, action: str, **detail: Any) -> None:
    audit.record(by=by, action=action, subject=agency.reference, detail=detail)
