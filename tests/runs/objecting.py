"""Two prosecutors and a court, each with someone who acts for it, and laws that let them object in their own ways."""

from pathlib import Path

from clearance.agencies.models import Agency, Area, Member
from clearance.law.files import law_file
from clearance.runs.actions import put_in_force
from clearance.runs.models import Policy
from tests.runs.computed import AT
from tests.runs.staff import member_of_staff

MAY_OBJECT = ("add_objection",)


def agency(code: str, *, kind: str = "prosecutor", counties: tuple[str, ...] = (), **said) -> Agency:
    data = ["court", "case_number"]
    one = Agency.objects.create(code=code, name=code.capitalize(), kind=kind, data=data, registered_at=AT, **said)
    Area.objects.bulk_create(Area(agency=one, kind="county", name=name) for name in counties)
    return one


def acting_for(one: Agency, *permissions: str) -> Member:
    """Someone of that agency, who may do these things."""
    name = f"someone-of-{one.code}-{one.members.count() + 1}"
    return Member.objects.create(agency=one, user=member_of_staff(name, *permissions), since=AT)


def greene() -> Member:
    return acting_for(agency("greene", counties=("Greene",)), *MAY_OBJECT)


def harlan() -> Member:
    return acting_for(agency("harlan", counties=("Harlan",)), *MAY_OBJECT)


def franklin(folder: Path, **changes: str) -> Policy:
    """The law of Franklin, where these lines of its part on objections say something else."""
    before, heading, after = law_file("franklin").read_text().partition("[process.objections]\n")
    part, between, rest = after.partition("[[process.reversal]]")
    for line, other in changes.items():
        old = next(one for one in part.splitlines() if one.startswith(f"{line} = "))
        part = part.replace(f"{old}\n", other and f"{line} = {other}\n", 1)
    path = folder / "franklin.toml"
    path.write_text(before + heading + part + between + rest)
    return put_in_force(by="staff:9", policy=path, at=AT)
