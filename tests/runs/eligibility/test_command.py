"""`run`: the same steps on the terminal, with the same refusals."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from clearance.roles.actions import set_up_roles
from clearance.runs.approval.models import Brake
from clearance.runs.eligibility.models import Run
from tests.runs.eligibility.state import a_state, simple_law
from tests.staff import types

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse battery staple"
STAFF = {"olga": "Run operator", "ann": "Approver", "bob": "Approver", "clerk": "Court clerk"}


@pytest.fixture(autouse=True)
def policy(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    a_state(tmp_path, people=60)
    set_up_roles(by="staff:9")
    for name, role in STAFF.items():
        user = get_user_model().objects.create_user(name, password=PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
    monkeypatch.setattr("clearance.staff.getpass", types(PASSWORD))
    return simple_law(tmp_path)


def run(step: str, *arguments: str, by: str | None = None) -> None:
    call_command("run", step, *map(str, arguments), *(["--as", by] if by else []))


def the_run() -> Run:
    return Run.objects.get()


def test_a_run_is_prepared_looked_at_approved_and_applied(capsys):
    run("prepare", "franklin", "--as-of", "2026-01-01", by="olga")
    number = the_run().pk
    assert f"Run {number} is prepared" in capsys.readouterr().out
    run("work")
    run("show", number)
    shown = capsys.readouterr().out
    assert the_run().digest in shown
    assert "brake     undetermined: off" in shown
    assert "By county" in shown
    run("settle", number, by="olga")
    run("work")
    for name in ("ann", "bob"):
        run("approve", number, the_run().digest, by=name)
    assert f"Run {number} is approved." in capsys.readouterr().out
    run("start", number, by="olga")
    run("work")
    while the_run().paused_at:
        run("carry-on", number, by="olga")
        run("work")
    run("list")
    assert "applied" in capsys.readouterr().out
    assert the_run().cleared


def test_whoever_takes_a_step_needs_the_permission_for_it():
    with pytest.raises(CommandError, match=r"clerk may not do this: the permission runs\.prepare_run is missing"):
        run("prepare", "franklin", by="clerk")
    with pytest.raises(CommandError, match=r"runs\.approve_run is missing"):
        run("approve", "1", "0" * 64, by="olga")


def test_whoever_takes_a_step_gives_their_password(monkeypatch):
    monkeypatch.setattr("clearance.staff.getpass", lambda prompt: "guess")
    with pytest.raises(CommandError, match="the name or the password is wrong"):
        run("prepare", "franklin", by="olga")
    assert not Run.objects.exists()


def test_a_refusal_is_said_as_it_is_in_the_admin():
    run("prepare", "franklin", "--as-of", "2026-01-01", by="olga")
    number = the_run().pk
    with pytest.raises(CommandError, match="is not finished"):
        run("prepare", "franklin", by="olga")
    with pytest.raises(CommandError, match="This is done only with a run that is “approved”"):
        run("start", number, by="olga")
    with pytest.raises(CommandError, match="There is no run 999"):
        run("start", 999, by="olga")
    with pytest.raises(CommandError, match=r"No policy nevada is in force\. In force: franklin"):
        run("prepare", "nevada", by="olga")


def test_a_brake_is_released_by_its_kind_and_a_run_withdrawn_with_a_reason(capsys):
    run("prepare", "franklin", "--as-of", "2026-01-01", by="olga")
    run("work")
    number = the_run().pk
    with pytest.raises(CommandError, match=r"has no brake 'speed'\. It has: rate, county, undetermined"):
        run("release", number, "speed", "--why", "It is fine.", by="ann")
    with pytest.raises(CommandError, match="There is nothing to release"):
        run("release", number, "rate", "--why", "It is fine.", by="ann")
    Brake.objects.filter(kind="rate").update(tripped=True)
    run("release", number, "rate", "--why", "The law changed.", by="ann")
    assert Brake.objects.get(kind="rate").reason == "The law changed."
    run("withdraw", number, "--why", "Not needed.", by="olga")
    assert (the_run().state, the_run().ended_why) == ("withdrawn", "Not needed.")
    run("show", number)
    assert "withdrawn. Not needed." in capsys.readouterr().out
