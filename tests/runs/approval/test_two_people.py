"""Every way one person might act alone with a run is refused, by the action and by the database itself."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from clearance.audit.models import Event
from clearance.runs.approval import actions as approval
from clearance.runs.approval.models import Approval, Brake
from clearance.runs.eligibility import actions
from clearance.runs.eligibility.models import Decision, Run
from clearance.runs.ledger.models import Clearance, Hold
from clearance.runs.refusals import Refused
from tests.runs.eligibility.state import (
    DECIDED,
    FIRST,
    OPERATOR,
    SECOND,
    a_state,
    approve,
    approved,
    computed,
    ready,
    simple_law,
    worked,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files_are_kept_apart(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def policy(tmp_path):
    a_state(tmp_path)
    return simple_law(tmp_path)


@pytest.fixture
def run(policy):
    return ready(policy)


def refused(words: str, do) -> None:
    before = list(Approval.objects.values())
    with pytest.raises(Refused, match=words):
        do()
    assert list(Approval.objects.values()) == before


def refused_by_the_database(words: str, do) -> None:
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        do()


def an_approval(run: Run, **values) -> Approval:
    return Approval(**{"run": run, "by": FIRST, "digest": run.digest, "signed_in_at": DECIDED, "at": DECIDED} | values)


def test_two_people_who_did_not_prepare_it_approve_a_run(run):
    assert approve(run, FIRST).state == "ready"
    assert approve(run, SECOND).state == "approved"
    actors = Event.objects.of_kind("run.approved").order_by("id").values_list("actor", flat=True)
    assert list(actors) == [FIRST, SECOND]


def test_whoever_prepared_it_does_not_approve_it(run):
    refused("You prepared run", lambda: approve(run, OPERATOR))
    refused_by_the_database("by someone else", an_approval(run, by=OPERATOR).save)


def test_the_same_person_does_not_approve_twice(run):
    approve(run, FIRST)
    refused("You approved run .* already", lambda: approve(run, FIRST))
    refused_by_the_database("(?i)unique", an_approval(run).save)


def test_one_approval_is_not_enough(run):
    approve(run, FIRST)
    refused("is “waiting for approval”", lambda: actions.start(by=OPERATOR, run=run, at=DECIDED))
    alone = Run.objects.filter(pk=run.pk)
    refused_by_the_database("two people", lambda: alone.update(state="approved", approved_at=DECIDED))


def test_another_digest_is_not_approved(run):
    refused("is not that of run", lambda: approve(run, FIRST, digest="0" * 64))
    refused("is not that of run", lambda: approve(run, FIRST, digest=""))
    refused_by_the_database("of its digest", an_approval(run, digest="0" * 64).save)


def test_a_digest_that_changed_since_it_was_looked_at_is_not_approved(run):
    seen = run.digest
    charge = Decision.objects.to_clear().first().charge
    Hold.objects.create(charge=charge, because="sample", reference="sample:1", placed_at=DECIDED, placed_by=FIRST)
    again = worked(actions.settle(by=OPERATOR, run=run, on=run.as_of, at=DECIDED))
    assert again.digest != seen
    refused("is not that of run", lambda: approve(again, FIRST, digest=seen))


def test_two_approvals_of_different_digests_do_not_add_up(run):
    approve(run, FIRST)
    refused("has been approved by someone", lambda: actions.settle(by=OPERATOR, run=run, on=run.as_of, at=DECIDED))


@pytest.mark.parametrize("minutes", [11, 60 * 24, -1])
def test_a_stale_sign_in_does_not_approve(run, minutes):
    stale = DECIDED - timedelta(minutes=minutes)
    refused("a sign-in of the last 10 minutes", lambda: approve(run, FIRST, signed_in_at=stale))
    refused("a sign-in of the last 10 minutes", lambda: approve(run, FIRST, signed_in_at=None))
    if minutes < 0:
        refused_by_the_database("approval_follows_the_sign_in", an_approval(run, signed_in_at=stale).save)


def test_a_run_that_is_not_ready_is_not_approved(policy):
    run = computed(policy)
    refused("This is done only with a run that is “waiting for approval”", lambda: approve(run, FIRST))
    refused_by_the_database("a run that is ready|of a run", an_approval(run).save)


def test_an_approval_is_neither_changed_nor_taken_back(run):
    approve(run, FIRST)
    refused_by_the_database("do not change", lambda: Approval.objects.update(by=SECOND))
    refused_by_the_database("not deleted", lambda: Approval.objects.all()._raw_delete("default"))


def test_an_approved_run_does_not_change(policy):
    run = approved(policy)
    rows = Run.objects.filter(pk=run.pk)
    for change in ({"digest": "0" * 64}, {"as_of": "2020-01-01"}, {"prepared_by": FIRST}, {"approved_at": None}):
        refused_by_the_database("does not change|run_is_approved", lambda change=change: rows.update(**change))
    refused_by_the_database("not deleted", lambda: rows._raw_delete("default"))


def test_who_prepared_a_run_cannot_be_rewritten(run):
    rows = Run.objects.filter(pk=run.pk)
    refused_by_the_database("does not change", lambda: rows.update(prepared_by="staff:99"))


def test_decisions_and_parts_do_not_change_once_they_are_counted(run):
    decisions = Decision.objects.filter(run=run)
    refused_by_the_database("while its run is being settled", lambda: decisions.update(effect="none"))
    refused_by_the_database("while its run is being settled", lambda: decisions.to_clear().update(effect="held"))
    refused_by_the_database("not deleted", lambda: decisions._raw_delete("default"))
    refused_by_the_database("counted and hashed", lambda: run.parts.update(sha256="0" * 64))


def test_whoever_prepared_a_run_does_not_release_its_brakes(run):
    brake = Brake.objects.create(run=run, kind="nobody_told", found="3", threshold="0", tripped=True)
    refused("You prepared run", lambda: approval.release_brake(by=OPERATOR, brake=brake, reason="fine", at=DECIDED))
    refused("Say what you found", lambda: approval.release_brake(by=FIRST, brake=brake, reason=" ", at=DECIDED))
    refused("Brakes hold run", lambda: approve(run, FIRST))
    approval.release_brake(by=FIRST, brake=brake, reason="I looked at the three.", at=DECIDED)
    approve(run, FIRST)
    approve(run, SECOND)


def test_a_brake_that_holds_keeps_the_database_from_approving(run):
    approve(run, FIRST)
    an_approval(run, by=SECOND).save()
    Brake.objects.create(run=run, kind="nobody_told", found="3", threshold="0", tripped=True)
    rows = Run.objects.filter(pk=run.pk)
    refused_by_the_database("no brake holds", lambda: rows.update(state="approved", approved_at=DECIDED))


def test_nothing_is_cleared_without_approval(run):
    refused("This is done only with", lambda: actions.start(by=OPERATOR, run=run, at=DECIDED))
    worked(run)
    assert not Clearance.objects.exists()


@pytest.mark.parametrize("by", ["worker", "command:due", "staff"])
def test_no_command_counts_as_one_of_two_people(run, by):
    refused("a member of staff who is signed in", lambda: approve(run, by))
    refused_by_the_database("approval_is_by_staff", an_approval(run, by=by).save)
