"""Reversals and holds on the terminal: the same actions, with a password."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from clearance.roles.actions import set_up_roles
from clearance.runs.ledger.holds import place_hold
from clearance.runs.ledger.models import Clearance, Hold, Reversal, ReversalRequest
from tests.runs.ledger.cleared import AT, cleared
from tests.staff import types

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def staff(monkeypatch):
    """Two people with a role each, who type their password when it is asked for."""
    set_up_roles(by="staff:9")
    for name, role in (("operator", "Run operator"), ("approver", "Approver")):
        user = get_user_model().objects.create_user(name, password=PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
    monkeypatch.setattr("clearance.staff.getpass", types(PASSWORD))


@pytest.fixture
def clearance() -> Clearance:
    [one] = cleared("11-CR-7730")
    return one


def run(*arguments: object) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def ask(clearance: Clearance, **other) -> str:
    given = {"as": "operator", "ground": "error", "legal-basis": "F.S. 12-34(15)"} | other
    return run("reversal", "ask", clearance.pk, *(f"--{name}={value}" for name, value in given.items()))


def test_one_asks_another_grants(clearance):
    said = ask(clearance)
    request = ReversalRequest.objects.get()
    assert said == f"Request {request.pk} is open. Someone else decides on it: `reversal grant {request.pk}`.\n"
    listed = run("reversal", "list")
    assert f"clearance {clearance.pk}  error  asked by {request.asked_by}" in listed
    assert "11-CR-7730" not in listed
    assert "is undone. A hold keeps" in run("reversal", "grant", request.pk, "--as", "approver")
    assert Reversal.objects.get().request == request
    assert run("reversal", "list") == ""


def test_another_refuses(clearance):
    ask(clearance)
    request = ReversalRequest.objects.get()
    said = run("reversal", "refuse", request.pk, "--as", "approver")
    assert said == f"Request {request.pk} is refused. Clearance {clearance.pk} stays.\n"


def test_what_is_refused_is_said(clearance, monkeypatch):
    with pytest.raises(CommandError, match="the law allows: error"):
        ask(clearance, ground="mercy")
    ask(clearance)
    request = ReversalRequest.objects.get()
    with pytest.raises(CommandError, match=r"the permission runs\.decide_reversal is missing"):
        run("reversal", "grant", request.pk, "--as", "operator")
    get_user_model().objects.filter(username="operator").update(is_superuser=True)
    with pytest.raises(CommandError, match="Someone else decides on it"):
        run("reversal", "grant", request.pk, "--as", "operator")
    monkeypatch.setattr("clearance.staff.getpass", lambda prompt: "wrong")
    with pytest.raises(CommandError, match="the name or the password is wrong"):
        run("reversal", "grant", request.pk, "--as", "approver")
    assert not Reversal.objects.exists()


@pytest.mark.parametrize("step", ["grant", "refuse"])
def test_a_request_that_is_not_there(step):
    with pytest.raises(CommandError, match=r"There is no request 99\."):
        run("reversal", step, 99, "--as", "approver")


def test_holds_are_listed_and_lifted(clearance):
    hold = place_hold(by="staff:9", charge=clearance.charge, because="sample", reference="sample:1", at=AT)
    other = place_hold(by="staff:9", charge=clearance.charge, because="objection", reference="objection:1", at=AT)
    listed = run("hold", "list", "--reference", "sample:1")
    assert listed == f"{hold.pk:>6}  sample:1       2026-11-22 by staff:9: a reviewer disagreed with the decision\n"
    assert len(run("hold", "list").splitlines()) == 2
    said = run("hold", "lift", hold.pk, other.pk, "--reason", "It is right.", "--as", "approver")
    assert said == f"Hold {hold.pk} is lifted.\nHold {other.pk} is lifted.\n"
    assert set(Hold.objects.values_list("reason", flat=True)) == {"It is right."}


def test_a_hold_that_cannot_be_lifted(clearance):
    approver = get_user_model().objects.get(username="approver")
    by = f"staff:{approver.pk}"
    hold = place_hold(by=by, charge=clearance.charge, because="sample", reference="sample:1", at=AT)
    for number, words in (
        (hold.pk, "Someone else looks at the charge"),
        (99, r"There is no hold 99\. See `hold list`"),
    ):
        with pytest.raises(CommandError, match=words):
            run("hold", "lift", number, "--reason", "It is right.", "--as", "approver")
    assert Hold.objects.open().exists()
