"""The invented agencies: the Bureau, the courts of two districts, the police and the prosecutors, each with its key."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser

from clearance.agencies import actions
from clearance.agencies.models import Agency, Area, Contact
from clearance.records.models import Case
from clearance.signing import PrivateKey, load_private_key, new_private_key, public_key

BUREAU, FIRST, SECOND, POLICE, PROSECUTORS = (
    "bureau",
    "first-district-courts",
    "second-district-courts",
    "state-police",
    "prosecutors",
)
#: Of each its name, its kind, and what it needs to find its own record.
AGENCIES = {
    BUREAU: ("Franklin Bureau of Criminal Records", "repository", ["tracking_number", "statute", "disposition_date"]),
    FIRST: ("Courts of the First District", "court", ["court", "case_number", "sequence"]),
    SECOND: ("Courts of the Second District", "court", ["court", "case_number", "sequence"]),
    POLICE: ("Franklin State Police", "police", ["tracking_number", "arrest_date"]),
    PROSECUTORS: ("Franklin Prosecutors’ Office", "prosecutor", ["court", "case_number", "sequence"]),
}


def register_agencies(*, by: str, at: datetime) -> None:
    """All of them. The counties are the courts' areas, every other one; the rest are statewide."""
    counties = list(Case.objects.exclude(county=None).values_list("county", flat=True).distinct().order_by("county"))
    for code, (name, kind, data) in AGENCIES.items():
        agency = Agency(code=code, name=name, kind=kind, data=data, statewide=kind != "court")
        actions.register(by=by, agency=agency, at=at)
        for county in {FIRST: counties[::2], SECOND: counties[1::2]}.get(code, ()):
            actions.save_area(by=by, area=Area(agency=agency, kind="county", name=county))
        contact = Contact(agency=agency, name="Records desk", email=f"records@{code}.example")
        actions.save_contact(by=by, contact=contact)
        actions.add_key(by=by, agency=agency, public_key=public_key(_new_key(code)), at=at)


def act_for(code: str, user: AbstractBaseUser, *, by: str, at: datetime) -> None:
    """Let a member of staff act for an agency."""
    actions.add_member(by=by, agency=Agency.objects.get(code=code), user=user, at=at)


def key_of(code: str) -> PrivateKey:
    """With what the agency signs. In the demo it is kept here, so that someone can play its part."""
    return load_private_key(_key_file(code).read_bytes())


def _key_file(code: str) -> Path:
    return settings.DATA_DIR / "agencies" / f"{code}.pem"


def _new_key(code: str) -> PrivateKey:
    file = _key_file(code)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_bytes(new_private_key())
    return key_of(code)
