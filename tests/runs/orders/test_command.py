"""Orders on the terminal: the same actions, with a password."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pypdf import PdfReader

from clearance.audit.models import Event
from clearance.days import state_day
from clearance.runs.orders.make import make_orders
from clearance.runs.orders.models import Order
from tests.runs.orders.courts import GREENE, PASSWORD, case, clerk, court, law_with_orders, started
from tests.staff import types

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(tmp_path) -> Order:
    greene = court("greene", ("court", GREENE))
    run = started(law_with_orders(tmp_path), case("20-CR-0912", charges=2))
    make_orders(by="worker", run=run, at=timezone.now())
    clerk(greene)
    return run.orders.get()


@pytest.fixture(autouse=True)
def password(monkeypatch):
    """What is typed when a password is asked for."""
    monkeypatch.setattr("clearance.staff.getpass", types(PASSWORD))


def orders(*arguments: object) -> str:
    out = StringIO()
    call_command("orders", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_list_says_how_each_order_stands_and_shows_no_record(order):
    assert orders("list", order.run_id) == f"     1      2 charges  waiting          Greene: {GREENE}\n"


@pytest.mark.parametrize("form", ["pdf", "jsonl", "csv"])
def test_a_clerk_writes_an_order_into_a_folder(order, tmp_path, form):
    said = orders("pdf", order.run_id, 1, "--as", "clerk", "--out", tmp_path, "--form", form)
    path = tmp_path / f"order-{order.run_id}-1.{form}"
    assert said == f"{path}: 2 charges. SHA-256 of the schedule {order.sha256}\n"
    assert path.stat().st_mode & 0o077 == 0
    assert b"20-CR-0912" in path.read_bytes() or PdfReader(path).metadata.title == str(order)
    assert Event.objects.of_kind("order.downloaded").get().detail == {"form": form}


def test_signed(order):
    today = state_day(timezone.now())
    said = orders("sign", order.run_id, 1, "--as", "clerk", "--on", today)
    assert said == f"{order} is recorded as signed on {today}. A worker lets it take effect.\n"
    assert Order.objects.get().state == "signed"
    with pytest.raises(CommandError, match="was recorded as signed by staff"):
        orders("refuse", order.run_id, 1, "--as", "clerk", "--reason", "too late")


def test_refused(order):
    said = orders("refuse", order.run_id, 1, "--as", "clerk", "--reason", "Not ours.")
    assert said == f"{order} is recorded as refused. Its 2 charges are held.\n"
    assert Order.objects.get().reason == "Not ours."


def test_only_a_clerk_of_that_court_who_knows_their_password(order, monkeypatch, tmp_path, django_user_model):
    clerk(court("harlan"), "stranger")
    with pytest.raises(CommandError, match="Only someone who acts for that court"):
        orders("pdf", order.run_id, 1, "--as", "stranger", "--out", tmp_path)
    django_user_model.objects.create_user("nobody", password=PASSWORD, is_staff=True)
    with pytest.raises(CommandError, match=r"the permission runs\.record_order is missing"):
        orders("pdf", order.run_id, 1, "--as", "nobody", "--out", tmp_path)
    monkeypatch.setattr("clearance.staff.getpass", lambda prompt: "wrong")
    with pytest.raises(CommandError, match="the name or the password is wrong"):
        orders("pdf", order.run_id, 1, "--as", "clerk", "--out", tmp_path)
    assert list(tmp_path.glob("order-*")) == []


def test_an_order_or_a_folder_that_is_not_there(order, tmp_path):
    with pytest.raises(CommandError, match=r"has no order 9\. See"):
        orders("pdf", order.run_id, 9, "--as", "clerk")
    with pytest.raises(CommandError, match="make it first"):
        orders("pdf", order.run_id, 1, "--as", "clerk", "--out", tmp_path / "nowhere")
    assert not Event.objects.of_kind("order.downloaded").exists()
