"""The page on how agencies keep up: its figures, on paper, narrow and wide, in the admin and by command."""

import json
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.urls import reverse
from playwright.sync_api import Browser

from clearance.agencies.models import Agency
from clearance.notices.deadlines.ageing import ageing
from clearance.notices.deadlines.models import Reminder
from clearance.notices.deadlines.page import ageing_page
from tests.lookup.browser import browser, check, needs_chromium  # noqa: F401
from tests.notices.deadlines.sent import answer, noon, tell, three_agencies
from tests.notices.told import policy

pytestmark = pytest.mark.django_db(transaction=True)

ON = date(2026, 4, 1)
PAGE = "/admin/notices/reminder/ageing/"


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon("2026-04-01"))


@pytest.fixture
def told(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    three_agencies()
    Agency.objects.filter(code="greene-court").update(name="The District Court of Greene <and> Several Other Counties")
    law = policy(tmp_path)
    first, second = tell(law, 5, "2026-01-05"), tell(law, 3, "2026-03-05")
    answer(first["bureau"], "2026-01-20", done=5)
    answer(second["bureau"], "2026-03-20", done=3)
    answer(first["greene-court"], "2026-01-20", done=1, not_found=1)
    return first


def text_of(page: str) -> str:
    return " ".join(page.split())


def test_the_page_says_how_all_stand_and_who_is_longest_overdue(told):
    page = text_of(ageing_page(ageing(ON)))
    for words in (
        "State of Franklin · notices and answers, on 1 April 2026",
        "<b>24</b> records sent to agencies",
        "<b>9</b> confirmed, 37.5 %",
        "<b>14</b> without an answer",
        '<li class="late"><b>3</b> of these overdue',
        "The longest overdue is notice 1 to The District Court of Greene &lt;and&gt; Several Other Counties, sent on "
        "5 January 2026: an answer to every record was due on 5 February 2026.",
        '<td class="number late">3</td>',
        "<td> 1, sent 5 Jan 2026, due 5 Feb 2026 </td>",
        '<th scope="row">March 2026</th> <td class="number">9</td> <td class="number">3</td>',
        'Several Other Counties</th> <td class="number">1</td> <td class="number">0</td>',
    ):
        assert words in page, words
    assert "<and>" not in page


def test_where_nothing_is_overdue_the_page_says_so(told):
    page = text_of(ageing_page(ageing(date(2026, 1, 31))))
    assert "Nothing is overdue." in page
    assert "Records that are overdue" not in page


def test_where_nothing_was_sent_the_page_says_so(db):
    page = text_of(ageing_page(ageing(ON)))
    assert "Nothing has been sent yet." in page
    assert "Nothing: no work item is open, and every notice was delivered or is on its way." in page


def test_the_page_of_one_agency_names_it_and_adds_nothing_up(told):
    page = text_of(ageing_page(ageing(ON, told["bureau"].agency)))
    assert "<h1>Bureau</h1>" in page
    assert "<b>8</b> records sent</li>" in page
    assert "Greene" not in page
    assert "All</th>" not in page


def test_staff_open_the_page_from_the_agencies_and_from_the_reminders(admin_client, told, now):
    assert PAGE in admin_client.get("/admin/notices/reminder/").content.decode()
    assert PAGE in admin_client.get("/admin/agencies/agency/").content.decode()
    court = told["greene-court"].agency
    shown = admin_client.get(reverse("admin:agencies_agency_change", args=[court.pk])).content.decode()
    assert "6 of 8 records have no answer, 3 of them are overdue." in shown
    assert f"{PAGE}greene-court/" in shown
    response = admin_client.get(PAGE)
    assert "Do the agencies keep up?" in response.content.decode()
    assert response["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert "<h1>Bureau</h1>" in admin_client.get(f"{PAGE}bureau/").content.decode()
    assert admin_client.get(f"{PAGE}nobody/").status_code == 404


def test_the_page_and_the_reminders_are_for_staff_with_the_permission(client, told, django_user_model):
    user = django_user_model.objects.create_user("sam", is_staff=True)
    client.force_login(user)
    assert client.get(PAGE).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_reminder"))
    assert client.get(PAGE).status_code == 200
    client.logout()
    assert client.get(PAGE).status_code == 302


def test_reminders_are_shown_and_cannot_be_changed(admin_client, told):
    one = Reminder.objects.create(
        agency=told["bureau"].agency, on=ON, notices=1, lines=2, text="To: Bureau", made_at=noon("2026-04-01")
    )
    page = reverse("admin:notices_reminder_change", args=[one.pk])
    assert "To: Bureau" in admin_client.get(page).content.decode()
    assert admin_client.post(page, {"text": "x"}).status_code == 403
    assert admin_client.get("/admin/notices/reminder/add/").status_code == 403
    assert admin_client.post(reverse("admin:notices_reminder_delete", args=[one.pk])).status_code == 403


def test_the_command_prints_the_table(told, capsys):
    call_command("ageing", "--on=2026-04-01")
    title, head, *rows, oldest, police, stuck = capsys.readouterr().out.splitlines()
    assert title == "Records that agencies were told of, on 2026-04-01; late by so many days"
    assert " ".join(head.split()) == "sent done not found conflict refused no answer late 1-30 31-60 61-90 more"
    assert [row.split() for row in rows] == [
        ["bureau", "8", "8", "0", "0", "0", "0", "0", "0", "0", "0"],
        ["police", "8", "0", "0", "0", "0", "8", "0", "0", "0", "0"],
        ["greene-court", "8", "1", "1", "0", "0", "6", "0", "3", "0", "0"],
        ["all", "24", "9", "1", "0", "0", "14", "0", "3", "0", "0"],
    ]
    assert oldest == "police: oldest without an answer is notice 1, sent on 2026-01-05, without a due date"
    assert police.startswith(
        "greene-court: oldest without an answer is notice 1, sent on 2026-01-05, due on 2026-02-05"
    )
    assert stuck == "Open work items: 1. Notices that could not be delivered: 0."


def test_the_command_writes_json_and_the_page(told, capsys, tmp_path):
    call_command("ageing", "--on=2026-04-01", "--format=json", "--agency=greene-court")
    found = json.loads(capsys.readouterr().out)
    assert found["on"] == "2026-04-01"
    [court] = found["agencies"]
    assert court["oldest"] == {"number": 1, "sent_on": "2026-01-05", "due_on": "2026-02-05"}
    assert (court["code"], court["sent"], court["overdue"], court["late_60"]) == ("greene-court", 8, 3, 3)
    assert found["months"][-1] == {"month": "2026-04", "sent": 0, "done": 0}
    assert found["total"]["waiting"] == 6
    call_command("ageing", "--on=2026-04-01", "--format=html", f"--out={tmp_path / 'ageing.html'}")
    assert (tmp_path / "ageing.html").read_text() == ageing_page(ageing(ON)) + "\n"


def test_the_command_takes_today_where_no_day_is_given(told, capsys, now):
    call_command("ageing")
    assert "on 2026-04-01" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--agency=nobody"], "No agency has the code nobody."),
        (["--on=yesterday"], "'yesterday' is not a date"),
        (["--out=/no/such/folder/x"], "the folder /no/such/folder does not exist"),
    ],
)
def test_what_the_command_cannot_do_is_said(db, arguments, complaint):
    with pytest.raises(CommandError, match=complaint):
        call_command("ageing", *arguments)


@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize("which", [None, "greene-court"])
def test_the_page_is_accessible_narrow_and_wide_and_fits_on_paper(browser: Browser, told, tmp_path, which):  # noqa: F811
    file = tmp_path / "ageing.html"
    file.write_text(ageing_page(ageing(ON, Agency.objects.filter(code=which).first())))
    page = browser.new_page()
    page.goto(file.as_uri())
    check(page, widths=(320, 360, 1280))
    page.emulate_media(media="print")
    for width in (PAPER["A4"], PAPER["Letter"]):
        page.set_viewport_size({"width": width, "height": 1000})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


#: Width between the margins of 18 mm, in CSS pixels, portrait.
PAPER = {"A4": int((210 - 36) / 25.4 * 96), "Letter": int((215.9 - 36) / 25.4 * 96)}
