"""Courts of the invented state, their clerks, and runs whose orders wait for them."""

from datetime import timedelta
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from clearance.agencies.models import Agency, Area, Member
from clearance.records.models import Case
from clearance.runs.eligibility import actions
from clearance.runs.eligibility.models import Run
from clearance.runs.models import Policy
from tests.records.extracts import AT
from tests.runs.eligibility.state import DECIDED, OPERATOR, approved, law_in_force, worked

#: After the orders were made, which a worker does by the real clock.
SIGNED = DECIDED + timedelta(days=3650)
DATA = ["case_number", "sequence", "statute", "disposition_date"]


def law_with_orders(folder: Path, batch: bool = True) -> Policy:
    """The Franklin law, but that a court signs an order, for many cases or for each."""
    order = f'[process.order]\ncitation = "F.S. 12-34(11)(c)"\nneeded = true\nbatch = {str(batch).lower()}\n'
    return law_in_force(folder, without=("objections", "safeguards", "agency", "order"), add=order)


def court(code: str, *areas: tuple[str, str], data: list[str] = DATA, **facts) -> Agency:
    """A court that is registered for these courts and counties, each ("court", name) or ("county", name)."""
    name = code.replace("-", " ").title()
    agency = Agency.objects.create(code=code, name=name, kind="court", data=data, registered_at=AT, **facts)
    Area.objects.bulk_create(Area(agency=agency, kind=kind, name=name) for kind, name in areas)
    return agency


def register_courts() -> list[Agency]:
    """One for each court that the records name."""
    names = Case.objects.exclude(court=None).order_by("court").values_list("court", flat=True).distinct()
    return [court(name.lower().replace(" ", "-"), ("court", name)) for name in names]


def clerk(agency: Agency, username: str = "clerk"):
    """A member of staff who acts for the court, and may record its orders."""
    user = get_user_model().objects.create_user(username, password="a clerk's password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="record_order"))
    Member.objects.create(agency=agency, user=user, since=AT)
    return user


def waiting(policy: Policy) -> Run:
    """A run that was started: its orders are made, and wait for the courts."""
    return worked(actions.start(by=OPERATOR, run=approved(policy), at=DECIDED))
