"""Orders in the admin: a clerk sees those of their own court only, takes them out, and answers in two steps."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from clearance.audit.models import Event
from clearance.days import state_day
from clearance.runs.orders.make import make_orders
from clearance.runs.orders.models import Order
from clearance.staff import reference
from tests.lookup.browser import browser, check, needs_chromium, send  # noqa: F401
from tests.runs.ledger.test_admin import SEND, signed_in
from tests.runs.orders.courts import GREENE, HARLAN, case, clerk, court, law_with_orders, started

pytestmark = pytest.mark.django_db(transaction=True)
LIST = reverse("admin:runs_order_changelist")


@pytest.fixture
def orders(tmp_path) -> tuple[Order, Order]:
    """One for Greene, one for Harlan, made just now."""
    court("greene", ("court", GREENE))
    court("harlan", ("court", HARLAN))
    run = started(law_with_orders(tmp_path), case("20-CR-0912", charges=2), case("21-CR-1", court=HARLAN))
    make_orders(by="worker", run=run, at=timezone.now())
    return tuple(run.orders.order_by("number").select_related("agency"))


@pytest.fixture
def own(orders, client) -> Order:
    """The order of the court whose clerk is signed in."""
    client.force_login(clerk(orders[0].agency))
    return orders[0]


def address(order: Order, step: str, *more: str) -> str:
    return reverse(f"admin:runs_order_{step}", args=[order.pk, *more])


def every_address(order: Order) -> list[str]:
    files = [address(order, "file", form) for form in ("pdf", "jsonl", "csv")]
    return [address(order, "change"), *files, address(order, "signed"), address(order, "refused")]


def shown(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def today() -> str:
    return state_day(timezone.now()).isoformat()


def test_a_clerk_sees_the_orders_of_their_own_court(own, orders, client):
    page = shown(client.get(LIST))
    assert str(own) in page
    assert str(orders[1]) not in page
    assert "Download as PDF" in shown(client.get(address(own, "change")))
    assert "20-CR-0912" not in shown(client.get(address(own, "change")))


def test_orders_of_another_court_are_not_there(own, orders, client):
    answers = {client.get(one).status_code for one in every_address(orders[1])[1:]}
    answers |= {
        client.post(one, {"confirmed": "on", "signed_on": today(), "reason": "x"}).status_code
        for one in every_address(orders[1])[-2:]
    }
    assert answers == {404}
    # Stock admin says it in another way: back to the first page, with a message.
    gone = client.get(address(orders[1], "change"), follow=True)
    assert gone.redirect_chain[0][0] == "/admin/"
    assert Order.objects.get(pk=orders[1].pk).state == "waiting"
    assert not Event.objects.of_kind("order.downloaded").exists()


def test_a_clerk_who_left_the_court_sees_nothing_more(own, client):
    own.agency.members.update(ended_at=timezone.now())
    assert str(own) not in shown(client.get(LIST))
    assert {client.get(one).status_code for one in every_address(own)[1:]} == {404}


@pytest.mark.parametrize(
    ("form", "kind"), [("pdf", "application/pdf"), ("jsonl", "application/jsonl"), ("csv", "text/csv")]
)
def test_a_clerk_takes_an_order_out_and_that_is_kept(own, client, form, kind):
    response = client.get(address(own, "file", form))
    assert response["Content-Type"].startswith(kind)
    assert response["Content-Disposition"] == f'attachment; filename="order-{own.run_id}-1.{form}"'
    if form == "jsonl":
        assert sha256(response.content).hexdigest() == own.sha256
    event = Event.objects.of_kind("order.downloaded").get()
    assert (event.subject, event.detail) == (f"order:{own.pk}", {"form": form})


def test_there_are_no_other_forms(own, client):
    assert client.get(address(own, "file", "docx")).status_code == 404


def test_signed_is_recorded_in_two_steps(own, client, django_user_model):
    assert "On which day?" in shown(client.get(address(own, "signed")))
    asked = client.post(address(own, "signed"), {"signed_on": today(), "confirmed": ""})
    page = shown(asked)
    assert "2 charges are then cleared, and the agencies are told. This cannot be changed." in page
    assert f"Day on which the judge signed: {today()}" in page
    assert Order.objects.get(pk=own.pk).state == "waiting"
    hidden = {field.html_name: field.value() for field in asked.context["form"].hidden_fields()}
    assert not asked.context["form"].visible_fields()
    done = client.post(address(own, "signed"), hidden, follow=True)
    assert f"{own} is recorded." in shown(done)
    recorded = Order.objects.get(pk=own.pk)
    assert (recorded.state, recorded.signed_on.isoformat()) == ("signed", today())
    assert recorded.recorded_by == reference(django_user_model.objects.get(username="clerk"))
    assert "Record as" not in shown(client.get(address(own, "change")))


def test_refused_is_recorded_in_two_steps(own, client):
    asked = client.post(address(own, "refused"), {"reason": "One is of another court."})
    assert "each is held until someone has looked at it" in shown(asked)
    hidden = {field.html_name: field.value() for field in asked.context["form"].hidden_fields()}
    client.post(address(own, "refused"), hidden)
    recorded = Order.objects.get(pk=own.pk)
    assert (recorded.state, recorded.reason) == ("refused", "One is of another court.")


@pytest.mark.parametrize("days", [-1, 1])
def test_a_wrong_day_is_said_at_the_first_step(own, client, days):
    wrong = state_day(timezone.now()) + timedelta(days=days)
    page = shown(client.post(address(own, "signed"), {"signed_on": wrong.isoformat()}))
    assert f"Found {wrong} as the day on which it was signed" in page
    page = shown(client.post(address(own, "signed"), {"signed_on": ""}))
    assert "This field is required." in page


def test_what_was_answered_meanwhile_is_said(own, client):
    given = {"signed_on": today(), "confirmed": "on"}
    client.post(address(own, "signed"), given)
    again = client.post(address(own, "signed"), given, follow=True)
    assert "was recorded as signed by staff" in shown(again)


def test_a_superuser_sees_every_order_and_no_schedule(orders, admin_client):
    page = shown(admin_client.get(LIST))
    assert all(str(order) in page for order in orders)
    assert "Download as PDF" not in shown(admin_client.get(address(orders[0], "change")))
    assert str(orders[0]) in shown(admin_client.get(LIST, {"run": orders[0].run_id}))
    assert str(orders[0]) not in shown(admin_client.get(LIST, {"run": orders[0].run_id + 1}))
    assert {admin_client.get(one).status_code for one in every_address(orders[0])[1:]} == {404}


def test_who_looks_after_runs_sees_the_orders_and_no_schedule(orders, client, django_user_model):
    operator = django_user_model.objects.create_user("operator", is_staff=True)
    operator.user_permissions.set(Permission.objects.filter(codename="view_order"))
    client.force_login(operator)
    page = shown(client.get(LIST))
    assert all(str(order) in page for order in orders)
    assert {client.get(one).status_code for one in every_address(orders[0])[1:]} == {403}


def test_nobody_else_sees_anything(orders, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("someone", is_staff=True))
    assert {client.get(one).status_code for one in (LIST, *every_address(orders[0]))} == {403}


def test_orders_are_neither_added_nor_changed_nor_removed_in_the_admin(own, admin_client):
    assert admin_client.get(reverse("admin:runs_order_add")).status_code == 403
    assert admin_client.post(address(own, "change"), {"state": "signed"}).status_code == 403
    assert admin_client.post(address(own, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.browser
@needs_chromium
def test_the_pages_are_accessible_narrow_and_wide(own, client, live_server, browser):  # noqa: F811
    with signed_in(browser, live_server, client) as page:
        for one in (LIST, address(own, "change"), address(own, "signed")):
            page.goto(one)
            check(page, part="#content")
        page.locator("#id_signed_on").fill(today())
        send(page.locator(SEND))
        assert "This cannot be changed." in page.content()
        check(page, part="#content")
        send(page.locator(SEND))
        assert "is recorded." in page.content()
        check(page, part="#content")
    assert Order.objects.get(pk=own.pk).state == "signed"
