"""What upgrading does with events that were written before they were chained."""

from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from clearance.audit import actions
from clearance.audit.models import Event, Head
from tests.audit.logs import DETAIL, faults

pytestmark = pytest.mark.django_db(transaction=True)
hash_chain = import_module("clearance.audit.migrations.0003_hash_chain")


def migrate_to_the_newest() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture
def before():
    """The event of the time before the chain; the database is taken back to it."""
    executor = MigrationExecutor(connection)
    executor.migrate([("audit", "0002_append_only")])
    yield executor.loader.project_state([("audit", "0002_append_only")]).apps.get_model("audit", "Event")
    migrate_to_the_newest()


def write(model, number: int) -> None:
    model.objects.create(id=number, actor="staff:7", action="code.issued", subject=f"person:{number}", detail=DETAIL)


@pytest.mark.parametrize("range_", [3, 1000])
def test_events_that_are_there_are_brought_into_the_chain_in_their_order(before, monkeypatch, range_):
    monkeypatch.setattr(hash_chain, "RANGE", range_)
    numbers = [2, 3, 7, 40, 41, 100]
    for number in numbers:
        write(before, number)
    times = list(before.objects.order_by("id").values_list("at", flat=True))
    migrate_to_the_newest()
    assert faults() == []
    *events, told = Event.objects.order_by("id")
    assert [event.subject for event in events] == [f"person:{number}" for number in numbers]
    assert [event.id for event in events] == [1, 2, 3, 4, 5, 6]
    assert [event.at for event in events] == times
    assert events[0].detail == DETAIL
    assert (told.id, told.actor, told.action, told.detail) == (7, "migration", "log.chained", {"events": 6})
    with transaction.atomic():
        assert actions.record(by="staff:7", action="code.issued", subject="person:1").id == 8
    assert faults() == []


def test_a_new_installation_begins_with_an_empty_log(before):
    migrate_to_the_newest()
    assert not Event.objects.exists()
    assert Head.objects.get().last_id == 0
    assert faults() == []


def test_after_the_upgrade_events_cannot_be_changed(before):
    write(before, 1)
    migrate_to_the_newest()
    with pytest.raises(DatabaseError, match="Events cannot be changed or removed"), transaction.atomic():
        Event.objects.update(actor="staff:8")
    with pytest.raises(DatabaseError, match="moves with its events only"), transaction.atomic():
        Head.objects.update(last_id=0)


def test_going_back_keeps_the_events_and_what_protects_them(before):
    write(before, 5)
    migrate_to_the_newest()
    executor = MigrationExecutor(connection)
    executor.migrate([("audit", "0002_append_only")])
    assert list(before.objects.order_by("id").values_list("action", flat=True)) == ["code.issued", "log.chained"]
    with pytest.raises(DatabaseError, match="Events cannot be changed or removed"), transaction.atomic():
        before.objects.update(actor="staff:8")
