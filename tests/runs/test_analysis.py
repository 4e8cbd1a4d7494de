"""Analyses are asked for, carried out in the background, and survive whatever happens meanwhile."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from clearance.audit.models import Event
from clearance.law.policy import parse_policy
from clearance.runs import facts
from clearance.runs.analysis import actions, tasks
from clearance.runs.analysis.models import Analysis
from clearance.runs.analysis.tasks import MOST_TRIES, take_up_analyses
from tests.records.extracts import extract, take_in
from tests.records.other_processes import run_until_killed
from tests.runs.drafts import AS_OF, MILDER, ask, draft
from tests.runs.laws import LAW, in_force

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def records(tmp_path, settings):
    """The folder of what was imported."""
    settings.DATA_DIR = tmp_path
    folder = extract(tmp_path / "sent")
    take_in(folder)
    return folder


def carried_out(analysis: Analysis) -> Analysis:
    take_up_analyses.call()
    analysis.refresh_from_db()
    return analysis


def printed(command: str, text: str, folder, **options) -> str:
    law = folder.parent / "law.toml"
    law.write_text(text)
    out = StringIO()
    call_command(command, str(law), folder, as_of=AS_OF, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["readiness", "impact"])
def test_an_analysis_of_imported_records_is_what_the_command_says_of_their_files(records, kind):
    analysis = carried_out(ask(draft(), kind))
    assert f"{analysis.result}\n" == printed(kind, LAW, records, format="json")
    assert analysis.page == printed(kind, LAW, records, format="html")
    assert (analysis.state, analysis.charges_done, analysis.charges) == ("done", 2, 2)


def test_impact_compares_a_draft_with_the_law_in_force(records, tmp_path):
    other = in_force(tmp_path)
    analysis = carried_out(ask(draft(MILDER), "impact", against=other))
    (tmp_path / "other.toml").write_text(LAW)
    against = str(tmp_path / "other.toml")
    assert f"{analysis.result}\n" == printed("impact", MILDER, records, format="json", against=against)
    assert json.loads(analysis.result)["against"]["sha256"] == other.sha256


def test_the_records_are_read_range_by_range_and_counted(records, monkeypatch):
    whole = carried_out(ask(draft())).result
    monkeypatch.setattr(facts, "CHARGES_PER_RANGE", 1)
    counted = []
    count_done = tasks.outcomes.count_done
    monkeypatch.setattr(
        tasks.outcomes, "count_done", lambda **done: counted.append(done["charges"]) or count_done(**done)
    )
    assert carried_out(ask(draft())).result == whole
    assert counted == [1, 1]


def test_asking_and_ending_are_written_down(records):
    analysis = carried_out(ask(draft()))
    events = Event.objects.about(f"analysis:{analysis.pk}").order_by("id")
    assert [(event.actor, event.action) for event in events] == [
        ("staff:1", "analysis.asked"),
        ("worker", "analysis.finished"),
    ]
    assert events[0].detail == {
        "kind": "readiness",
        "sha256": analysis.sha256,
        "against": None,
        "as_of": AS_OF.isoformat(),
    }


def test_an_analysis_is_of_the_law_as_it_stood_when_it_was_asked_for(records):
    law = draft()
    analysis = ask(law)
    actions.save_draft(by="staff:1", draft=law, text=MILDER, at=analysis.asked_at)
    found = json.loads(carried_out(analysis).result)
    assert found["policy"]["sha256"] == parse_policy(LAW).sha256 == analysis.sha256


def test_without_records_it_fails_in_plain_words():
    analysis = carried_out(ask(draft()))
    assert analysis.state == "failed"
    assert analysis.failure == "There are no charges on record. Import records first, then ask again."


def test_of_a_failure_nobody_foresaw_no_more_than_its_kind_is_kept_and_logged(records, monkeypatch, caplog):
    def breaks(analysis, done):
        raise KeyError("P1, born 1980-02-29")

    monkeypatch.setattr(tasks, "analyze", breaks)
    analysis = carried_out(ask(draft()))
    assert analysis.failure == (
        "Something went wrong that should not (KeyError). Tell those who look after this site which analysis it was."
    )
    assert "KeyError" in caplog.text
    assert "P1" not in caplog.text


def test_one_of_a_kind_at_a_time_for_each_law(records):
    law, other = draft(), draft(MILDER)
    first = ask(law)
    with pytest.raises(IntegrityError), transaction.atomic():
        ask(law)
    assert ask(law, "impact").state == ask(other).state == "waiting"
    carried_out(first)
    assert ask(law).state == "waiting"


@pytest.mark.parametrize("moment", ["kill_at(tasks, 'analyze', 1)", "kill_at(outcomes, 'finish', 1)"])
def test_what_a_killed_worker_leaves_behind_is_taken_up_again(records, moment):
    analysis = ask(draft())
    run_until_killed(f"from clearance.runs.analysis import outcomes, tasks\n{moment}\ntasks.take_up_analyses.call()")
    analysis.refresh_from_db()
    assert analysis.state == "under way"
    carried_out(analysis)
    assert (analysis.state, analysis.tries, analysis.charges_done) == ("done", 2, 2)


def test_what_never_ends_is_given_up(records):
    analysis = ask(draft())
    Analysis.objects.update(tries=MOST_TRIES)
    assert carried_out(analysis).failure == (
        "The worker was cut short 5 times. See that it has memory enough, then ask again."
    )


def test_one_that_is_deleted_while_under_way_stops_and_leaves_nothing(records, monkeypatch):
    analysis = ask(draft())
    analyze = tasks.analyze

    def deleted_meanwhile(one, done):
        actions.delete_analysis(by="staff:2", analysis=Analysis.objects.get())
        return analyze(one, done)

    monkeypatch.setattr(tasks, "analyze", deleted_meanwhile)
    take_up_analyses.call()
    assert not Analysis.objects.exists()
    events = Event.objects.about(f"analysis:{analysis.pk}").order_by("id")
    assert [event.action for event in events] == ["analysis.asked", "analysis.deleted"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"finished_at": "2026-03-02T12:00Z"},
        {"result": "{}", "page": "<p>"},
        {"finished_at": "2026-03-02T12:00Z", "failure": "No.", "result": "{}", "page": "<p>"},
        {"finished_at": "2020-01-01T12:00Z", "failure": "No."},
        {"policy": None, "draft": None},
        {"against_text": LAW},
    ],
    ids=[
        "ends with nothing",
        "report before its end",
        "both",
        "ends before it begins",
        "of no law",
        "compares readiness",
    ],
)
def test_the_database_refuses_what_cannot_be(wrong):
    ask(draft())
    with pytest.raises(IntegrityError):
        Analysis.objects.update(**wrong)
