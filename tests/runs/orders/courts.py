"""Courts, their clerks, and runs whose orders wait for them."""

from datetime import date
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Permission

from clearance.agencies.models import Agency, Area, Member
from clearance.records.models import Charge
from clearance.runs.eligibility.models import Run
from clearance.runs.models import Policy
from clearance.runs.orders.make import make_orders
from clearance.runs.orders.models import Order
from tests.lookup import people
from tests.runs.eligibility.state import law_in_force
from tests.runs.ledger.cleared import AT, approved

DATA = ["case_number", "sequence", "statute", "disposition_date"]
GREENE, HARLAN = "Greene County District Court", "Franklin Superior Court"
PASSWORD = "a password of a clerk"


def law_with_orders(folder: Path, batch: bool = True) -> Policy:
    """The Franklin law, but that a court signs an order, for many cases or for each; and nothing else is asked."""
    order = f'[process.order]\ncitation = "F.S. 12-34(11)(c)"\nneeded = true\nbatch = {str(batch).lower()}\n'
    return law_in_force(folder, without=("objections", "safeguards", "agency", "order"), add=order)


def court(code: str, *areas: tuple[str, str], data: list[str] = DATA, **facts) -> Agency:
    """A court that is registered for these courts and counties, each ("court", name) or ("county", name)."""
    name = code.replace("-", " ").title()
    agency = Agency.objects.create(
        **{"code": code, "name": name, "kind": "court", "data": data, "registered_at": AT} | facts
    )
    Area.objects.bulk_create(Area(agency=agency, kind=kind, name=name) for kind, name in areas)
    return agency


def clerk(agency: Agency, username: str = "clerk") -> AbstractBaseUser:
    """A member of staff who acts for the court, and may record its orders."""
    user = get_user_model().objects.create_user(username, password=PASSWORD, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="record_order"))
    Member.objects.create(agency=agency, user=user, since=AT)
    return user


def case(number: str | None, charges: int = 1, **facts) -> tuple[dict, list[dict]]:
    """A case in Greene, unless said otherwise, with so many charges that were dismissed."""
    dismissed = people.ended(people.TRESPASS, "dismissed", date(2020, 5, 3))
    return {**people.DISTRICT, "case_number": number, **facts}, [dismissed] * charges


def started(policy: Policy, *cases: tuple[dict, list[dict]]) -> Run:
    """A run that is to clear every charge of these cases, approved and started."""
    people.person(*cases)
    return approved(policy, list(Charge.objects.order_by("pk")))


def an_order(policy: Policy, *cases: tuple[dict, list[dict]]) -> Order:
    """The order of the Greene court that waits for its clerk."""
    court("greene", ("court", GREENE))
    run = started(policy, *(cases or [case("20-CR-0912", charges=2)]))
    make_orders(by="worker", run=run, at=AT)
    return run.orders.select_related("agency", "run__policy").get()
