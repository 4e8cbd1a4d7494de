"""A run from being asked for to its last clearance, in stages, stopped, on changed records, and tampered with."""

from contextlib import suppress
from datetime import date, timedelta

import polars as pl
import pytest
from django.db import DatabaseError, connection

from clearance.audit.checkpoints import newest
from clearance.audit.models import Event
from clearance.engine.evaluate import evaluate
from clearance.engine.records import Rejects, open_records
from clearance.law.policy import load_policy
from clearance.records.models import Charge, Person
from clearance.runs.actions import put_in_force
from clearance.runs.approval import actions as approval
from clearance.runs.eligibility import actions, compute, decide
from clearance.runs.eligibility.digest import part_sha256
from clearance.runs.eligibility.models import Decision, Run
from clearance.runs.eligibility.totals import total_of
from clearance.runs.ledger.models import Clearance, Hold
from clearance.runs.refusals import Refused
from clearance.runs.signals import clearances_made
from tests.emptying import no_triggers
from tests.records.extracts import AT
from tests.runs.eligibility.state import (
    AS_OF,
    DECIDED,
    OPERATOR,
    a_newer_import,
    a_state,
    applied,
    approved,
    computed,
    prepared,
    ready,
    simple_law,
    worked,
)
from tests.runs.laws import in_force

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files_are_kept_apart(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.CHECKPOINTS = tmp_path / "checkpoints.jsonl"


@pytest.fixture
def small_stages(monkeypatch):
    monkeypatch.setattr(decide, "FIRST_STAGE", 10)
    monkeypatch.setattr(decide, "SECOND_STAGE", 20)


@pytest.fixture
def policy(tmp_path, small_stages):
    a_state(tmp_path)
    return simple_law(tmp_path)


def started(policy) -> Run:
    return actions.start(by=OPERATOR, run=approved(policy), at=DECIDED)


def test_a_run_decides_every_charge_as_the_law_does(policy, tmp_path):
    run = computed(policy)
    law = load_policy(tmp_path / "law.toml")
    with Rejects(tmp_path / "rejects.csv") as rejects, open_records(tmp_path / "state-300", rejects=rejects) as records:
        (facts,) = records.facts(law.columns)
    expected = evaluate(law, facts, AS_OF).drop("person_id").with_columns(pl.col("track").fill_null(""))
    columns = ("charge__charge_id", "outcome", "eligible_on", "track", "reasons", "missing")
    found = Decision.objects.filter(run=run).order_by("charge__charge_id").values_list(*columns)
    assert list(found) == expected.sort("charge_id").rows()
    assert run.charges == run.charges_done == len(expected)


def test_what_is_eligible_is_to_be_cleared(policy):
    run = computed(policy)
    effects = set(Decision.objects.filter(run=run).values_list("outcome", "effect"))
    assert effects == {("eligible", "clear")} | {(one, "none") for one in ("later", "undetermined", "ineligible")}


def test_a_run_takes_effect_in_stages_that_wait_for_someone(policy):
    run = worked(started(policy))
    cleared = [Clearance.objects.count()]
    assert (run.state, run.stage, run.paused_at is not None) == ("applying", 1, True)
    assert worked(run).cleared == cleared[0] <= 10
    while run.state == "applying":
        run = worked(actions.carry_on(by=OPERATOR, run=run, at=DECIDED))
        cleared.append(Clearance.objects.count())
    assert cleared[1] - cleared[0] < 30
    assert len(cleared) == 3
    assert cleared[2] == total_of(run).clear
    assert run.stage == 3


def test_every_clearance_is_a_decision_of_the_run_and_every_decision_a_clearance(policy):
    run = applied(policy)
    columns = ("charge_id", "person_id", "track")
    decided = set(Decision.objects.to_clear().filter(run=run).values_list(*columns))
    assert set(Clearance.objects.values_list(*columns)) == decided
    reliefs = {track.id: track.relief for track in load_policy("franklin").tracks}
    assert all(relief == reliefs[track] for track, relief in Clearance.objects.values_list("track", "relief"))
    assert set(Clearance.objects.values_list("nth", flat=True)) == {1}
    assert Clearance.objects.count() == total_of(run).clear > 40
    batches = Event.objects.of_kind("run.batch_applied").about(run.reference)
    assert sum(event.detail["cleared"] for event in batches) == Clearance.objects.count()
    assert batches.count() == run.parts.count()


def test_what_was_cleared_is_not_cleared_again(policy):
    before = applied(policy)
    again = applied(policy)
    assert (total_of(again).clear, total_of(again).already) == (0, total_of(before).clear)
    assert Clearance.objects.count() == total_of(before).clear


def test_a_stop_takes_effect_after_the_batch_in_hand(policy):
    run = worked(started(policy))
    run = actions.carry_on(by=OPERATOR, run=run, at=DECIDED)
    run.stage = 3
    run.save(update_fields=["stage"])
    before = Clearance.objects.count()
    seen = []

    def stop(sender, *, run, batch, at, **kwargs):
        seen.append(batch)
        if len(seen) == 1:
            rows = Run.objects.filter(pk=run.pk)
            rows.update(stopped_at=DECIDED, stopped_by="staff:5", stopped_why="Something looks wrong.")

    clearances_made.connect(stop)
    try:
        run = worked(run)
    finally:
        clearances_made.disconnect(stop)
    assert (seen, run.state) == ([2], "applying")
    assert 0 < Clearance.objects.count() - before < 30
    assert worked(run).cleared == Clearance.objects.count()
    run = worked(actions.carry_on(by=OPERATOR, run=run, at=DECIDED))
    assert run.state == "applied"
    assert Clearance.objects.count() == total_of(run).clear


def test_a_stop_says_why_and_only_once(policy):
    run = started(policy)
    with pytest.raises(Refused, match="Say why"):
        actions.stop(by=OPERATOR, run=run, why=" ", at=DECIDED)
    actions.stop(by=OPERATOR, run=run, why="A county called.", at=DECIDED)
    with pytest.raises(Refused, match="stopped already"):
        actions.stop(by=OPERATOR, run=run, why="Again.", at=DECIDED)
    worked(run)
    assert not Clearance.objects.exists()


def test_someone_whose_records_changed_after_the_run_was_computed_is_left_out(policy):
    run = started(policy)
    someone = Decision.objects.to_clear().filter(run=run).first().person
    charges = Decision.objects.to_clear().filter(run=run, person=someone).count()
    Person.objects.filter(pk=someone.pk).update(last_import=a_newer_import())
    while run.state == "applying":
        run = worked(actions.carry_on(by=OPERATOR, run=run, at=DECIDED) if run.paused_at else run)
    assert not Clearance.objects.filter(person=someone).exists()
    assert run.left_out == charges
    assert Clearance.objects.count() == total_of(run).clear - charges


def test_a_charge_that_got_a_hold_after_the_approval_is_left_out(policy):
    run = started(policy)
    charge = Decision.objects.to_clear().filter(run=run, part=run.parts.last().number).first().charge
    Hold.objects.create(charge=charge, because="refused", reference="order:1", placed_at=AT, placed_by="staff:5")
    while run.state == "applying":
        run = worked(actions.carry_on(by=OPERATOR, run=run, at=DECIDED) if run.paused_at else run)
    assert not Clearance.objects.filter(charge=charge).exists()
    assert run.left_out == 1
    assert Clearance.objects.count() == total_of(run).clear - 1


def test_an_import_after_the_dry_run_keeps_it_from_being_approved(policy):
    run = ready(policy)
    a_newer_import()
    assert run.is_outdated
    with pytest.raises(Refused, match=r"Import \d+ came after run"):
        approval.approve(by="staff:2", run=run, digest=run.digest, signed_in_at=DECIDED, at=DECIDED)


def test_a_law_that_was_replaced_keeps_its_run_from_being_approved_and_started(policy, tmp_path):
    run = approved(policy)
    path = tmp_path / "newer.toml"
    path.write_text((tmp_path / "law.toml").read_text().replace("Franklin Clean Slate Act", "Franklin Newer Act"))
    put_in_force(by="staff:9", policy=path, at=DECIDED)
    with pytest.raises(Refused, match="no longer in force"):
        actions.start(by=OPERATOR, run=run, at=DECIDED)
    policy.refresh_from_db()
    with pytest.raises(Refused, match="no longer in force"):
        prepared(policy)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE runs_decision SET effect = 'clear', outcome = 'eligible', track = 'dismissed' "
        "WHERE id = (SELECT min(id) FROM runs_decision WHERE outcome = 'ineligible')",
        "UPDATE runs_decision SET charge_id = charge_id + 100000 "
        "WHERE id = (SELECT min(id) FROM runs_decision WHERE effect = 'clear' AND part = 1)",
        "DELETE FROM runs_decision WHERE id = (SELECT min(id) FROM runs_decision)",
        "UPDATE runs_decision SET track = 'felonies' WHERE id = (SELECT min(id) FROM runs_decision)",
        "UPDATE runs_part SET clears = clears + 1 WHERE number = 1",
        "UPDATE runs_part SET sha256 = '0' WHERE number = 1",
    ],
)
def test_a_run_whose_decisions_were_changed_in_the_database_stops_before_it_clears(policy, tampering):
    run = started(policy)
    with no_triggers(), connection.cursor() as cursor:
        cursor.execute(tampering)
    run = worked(run)
    assert run.stopped_by == "worker"
    assert "not as it was approved" in run.stopped_why or "do not give the digest" in run.stopped_why
    assert not Clearance.objects.exists()


def test_the_digest_is_the_same_however_the_records_are_cut_into_ranges(policy, monkeypatch):
    run = computed(policy)
    hashes = [part_sha256(run, part.number) for part in run.parts.all()]
    assert hashes == list(run.parts.values_list("sha256", flat=True))
    actions.withdraw(by=OPERATOR, run=run, why="Once more.", at=DECIDED)
    assert computed(policy).digest == run.digest


def test_a_charge_with_a_hold_is_held_until_someone_lifts_it(policy):
    run = computed(policy)
    charge = Decision.objects.to_clear().filter(run=run).first().charge
    hold = Hold.objects.create(
        charge=charge, because="reversed", reference="reversal:1", placed_at=AT, placed_by="staff:5"
    )
    run = worked(actions.settle(by=OPERATOR, run=run, on=AS_OF, at=AT))
    decision = Decision.objects.get(run=run, charge=charge)
    assert (decision.effect, decision.held_because) == ("held", "reversed")
    assert total_of(run).held == 1
    actions.withdraw(by=OPERATOR, run=run, why="Once more.", at=DECIDED)
    run = computed(policy)
    assert Decision.objects.get(run=run, charge=charge).effect == "held"
    actions.withdraw(by=OPERATOR, run=run, why="Once more.", at=DECIDED)
    Hold.objects.filter(pk=hold.pk).update(lifted_at=DECIDED, lifted_by="staff:6", reason="It was fine.")
    assert Decision.objects.get(run=computed(policy), charge=charge).effect == "clear"


def test_what_was_to_be_cleared_and_is_barred_now_does_not_come_back_unseen(policy):
    run = started(policy)
    decision = Decision.objects.to_clear().filter(run=run).first()
    was = Charge.objects.get(pk=decision.charge_id).disposition
    Person.objects.filter(pk=decision.person_id).update(last_import=a_newer_import())
    Charge.objects.filter(pk=decision.charge_id).update(disposition="pending")
    while run.state == "applying":
        run = worked(actions.carry_on(by=OPERATOR, run=run, at=DECIDED) if run.paused_at else run)
    barred = computed(policy)
    assert Decision.objects.get(run=barred, charge=decision.charge_id).effect == "none"
    assert Hold.objects.open().get(charge=decision.charge_id).because == "blocked"
    actions.withdraw(by=OPERATOR, run=barred, why="Once more.", at=DECIDED)
    Charge.objects.filter(pk=decision.charge_id).update(disposition=was)
    assert Decision.objects.get(run=computed(policy), charge=decision.charge_id).held_because == "blocked"


def test_only_cases_of_the_counties_asked_for_are_decided(policy):
    county = Charge.objects.exclude(case__county=None).values_list("case__county", flat=True).first()
    run = computed(policy, counties=[county])
    assert set(Decision.objects.values_list("charge__case__county", flat=True)) == {county}
    assert run.charges == run.charges_done == Charge.objects.filter(case__county=county).count()


def test_one_run_of_a_law_at_a_time(policy):
    run = prepared(policy)
    with pytest.raises(Refused, match="is not finished"):
        prepared(policy)
    actions.withdraw(by=OPERATOR, run=run, why="Not needed.", at=AT)
    assert prepared(policy).pk != run.pk


def test_a_run_without_records_fails_and_says_what_to_do(tmp_path):
    run = worked(prepared(in_force(tmp_path)))
    assert run.state == "failed"
    assert "Import records first" in run.ended_why


def test_records_that_land_while_a_run_is_computed_begin_it_anew(policy, monkeypatch):
    real, landed = compute._keep, []

    def keep_and_land(*args):
        real(*args)
        if not landed:
            landed.append(a_newer_import())

    monkeypatch.setattr(compute, "_keep", keep_and_land)
    run = computed(policy)
    assert (run.state, run.snapshot_import) == ("computed", *landed)
    assert Decision.objects.count() == Charge.objects.count() == run.charges_done


def test_clearances_bear_the_day_in_the_state(policy):
    run = applied(policy)
    assert isinstance(Clearance.objects.first().on, date)
    assert set(Clearance.objects.values_list("run", flat=True)) == {run.pk}
    assert run.applied_at - DECIDED > timedelta(0)


def test_a_run_that_was_cut_short_comes_to_the_same_parts(policy, monkeypatch):
    monkeypatch.setattr("clearance.runs.facts.CHARGES_PER_RANGE", 97)
    run = computed(policy)
    parts = list(run.parts.values_list("number", "decisions", "clears", "sha256"))
    assert len(parts) > 5
    actions.withdraw(by=OPERATOR, run=run, why="Once more.", at=DECIDED)
    real, kept = compute._keep, []

    def keep_some(*args):
        if len(kept) == 3:
            kept.clear()
            raise DatabaseError("gone")
        kept.append(real(*args))

    monkeypatch.setattr(compute, "_keep", keep_some)
    again = prepared(policy)
    while again.state == "preparing":
        with suppress(DatabaseError):
            worked(again)
    again.refresh_from_db()
    assert again.tries == 0
    assert list(again.parts.values_list("number", "decisions", "clears", "sha256")) == parts
    assert again.digest == run.digest


def test_a_worker_that_gets_nowhere_gives_up_and_says_so(policy, monkeypatch):
    def gone(*args):
        raise DatabaseError("gone")

    monkeypatch.setattr(compute, "_keep", gone)
    monkeypatch.setattr("clearance.runs.eligibility.tasks.MOST_TRIES", 3)
    run = prepared(policy)
    for _ in range(3):
        with pytest.raises(DatabaseError):
            worked(run)
    assert worked(run).state == "failed"
    assert "cut short 3 times at the same place" in run.ended_why


def test_the_log_is_signed_when_a_run_has_taken_effect(policy, settings):
    applied(policy)
    assert newest(settings.CHECKPOINTS).id == Event.objects.of_kind("run.applied").get().pk
