from datetime import date

import pytest

from clearance.agencies import actions as agencies
from clearance.notices.acknowledgements.actions import take_in
from clearance.notices.deadlines.ageing import Oldest, Standing, ageing
from clearance.notices.messages import Item, acknowledgement, signed
from clearance.notices.models import Notice, WorkItem
from clearance.notices.work_items.actions import accept
from tests.notices.deadlines.sent import KEYS, answer, noon, tell, three_agencies
from tests.notices.told import agency, policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def law(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    three_agencies()
    return policy(tmp_path)


def of(found, code: str):
    return next(one for one in found.agencies if one.agency.code == code)


def test_every_agency_has_its_counts_of_records_and_all_add_up(law):
    told = tell(law, 10, "2026-03-02")
    answer(told["bureau"], "2026-03-10", done=10)
    answer(told["greene-court"], "2026-03-12", done=4, not_found=2, conflict=1, refused=1)
    found = ageing(date(2026, 3, 20))
    assert of(found, "bureau").standing == Standing(notices=1, sent=10, done=10)
    answers = {"done": 4, "not_found": 2, "conflict": 1, "refused": 1, "work_items": 3}
    assert of(found, "greene-court").standing == Standing(notices=1, sent=10, waiting=2, not_due=2, **answers)
    assert of(found, "police").standing == Standing(notices=1, sent=10, waiting=10, not_due=10)
    assert found.total == Standing(notices=3, sent=30, waiting=12, not_due=12, **answers | {"done": 14})
    assert found.total.percent_done == 46.7


@pytest.mark.parametrize(
    ("on", "late"),
    [
        ("2026-04-01", "not_due"),  # due on this day
        ("2026-04-02", "late_30"),
        ("2026-05-01", "late_30"),
        ("2026-05-02", "late_60"),
        ("2026-05-31", "late_60"),
        ("2026-06-01", "late_90"),
        ("2026-06-30", "late_90"),
        ("2026-07-01", "late_more"),
        ("2029-07-01", "late_more"),
    ],
)
def test_what_is_waited_for_ages_from_the_day_after_it_was_due(law, on, late):
    answer(tell(law, 5, "2026-03-02")["bureau"], "2026-03-03", done=2)
    standing = of(ageing(date.fromisoformat(on)), "bureau").standing
    counts = {name: getattr(standing, name) for name in ("not_due", "late_30", "late_60", "late_90", "late_more")}
    assert counts == {name: 3 if name == late else 0 for name in counts}
    assert standing.overdue == (0 if late == "not_due" else 3)


def test_where_the_law_sets_no_time_nothing_falls_due(law):
    tell(law, 5, "2026-03-02")
    assert of(ageing(date(2030, 1, 1)), "police").standing.overdue == 0


def test_the_oldest_notice_without_an_answer_is_named(law):
    first, second = tell(law, 2, "2026-01-05"), tell(law, 2, "2026-02-05")
    answer(first["bureau"], "2026-01-06", done=2)
    answer(first["greene-court"], "2026-01-06", done=1)
    answer(second["greene-court"], "2026-02-06", done=2)
    found = ageing(date(2026, 3, 1))
    assert of(found, "bureau").oldest == Oldest(2, date(2026, 2, 5), date(2026, 3, 7))
    assert of(found, "greene-court").oldest == Oldest(1, date(2026, 1, 5), date(2026, 2, 5))
    assert of(found, "police").oldest == Oldest(1, date(2026, 1, 5), None)


def test_notices_that_came_later_or_are_not_sealed_do_not_count(law):
    tell(law, 2, "2026-01-05")
    tell(law, 2, "2026-02-05")
    assert ageing(date(2026, 1, 31)).total.sent == 6
    # Before midnight in the state, after it in UTC.
    Notice.objects.create(id="0" * 32, agency=agency("late", "court"), kind="clear", origin="x", part=1,
                          policy=law, data=[], lines=3, opened_at=noon("2026-01-05"))  # fmt: skip
    assert ageing(date(2026, 2, 28)).total.sent == 12


def test_the_day_ends_at_midnight_in_the_state(law, settings):
    settings.STATE_TIME_ZONE = "America/Denver"
    told = tell(law, 2, "2026-01-05")  # 17:00 UTC
    assert told
    assert ageing(date(2026, 1, 5)).total.sent == 6
    assert ageing(date(2026, 1, 4)).total.sent == 0
    settings.STATE_TIME_ZONE = "Pacific/Kiritimati"  # it is the sixth there
    assert ageing(date(2026, 1, 5)).total.sent == 0


def test_an_agency_that_was_told_nothing_is_listed_and_a_closed_one_only_if_it_was_told(law):
    told = tell(law, 2, "2026-01-05")
    quiet = agency("quiet", "probation")
    gone = agency("gone", "probation")
    for one in (gone, told["bureau"].agency):
        agencies.close(by="staff:1", agency=one, at=noon("2026-06-01"))
    found = ageing(date(2026, 2, 1))
    assert [one.agency.code for one in found.agencies] == ["bureau", "greene-court", "police", "quiet"]
    assert of(found, quiet.code).standing == Standing()


def test_work_items_and_notices_that_could_not_be_delivered_are_counted(law):
    told = tell(law, 3, "2026-01-05")
    answer(told["greene-court"], "2026-01-06", not_found=2)
    accept(by="staff:1", item=WorkItem.objects.get(line=2), reason="It never had one.", at=noon("2026-01-09"))
    Notice.objects.filter(pk__in=[told["bureau"].pk, told["police"].pk]).update(given_up_at=noon("2026-01-08"))
    Notice.objects.filter(pk=told["police"].pk).update(delivered_at=noon("2026-01-08"))
    found = ageing(date(2026, 2, 1))
    assert of(found, "greene-court").standing.work_items == 1
    assert of(found, "bureau").standing.given_up == 1
    assert of(found, "police").standing.given_up == 0
    assert (found.total.work_items, found.total.given_up) == (1, 1)


def test_a_record_that_was_found_after_all_is_confirmed_in_the_month_in_which_it_was(law):
    notice = tell(law, 2, "2026-01-05")["bureau"]
    answer(notice, "2026-01-06", not_found=2)
    items = [Item(1, "done"), Item(2, "not_found")]
    content = acknowledgement(
        agency="bureau", notice=str(notice.pk), manifest_sha256=notice.manifest_sha256, number=2, items=items
    )
    body = signed("acknowledgement", content, KEYS["bureau"])
    for _ in range(2):
        take_in(by="worker", agency=notice.agency, body=body, at=noon("2026-02-06"))
    found = ageing(date(2026, 2, 28))
    assert [one.done for one in found.months[-2:]] == [0, 1]
    assert (found.total.done, found.total.not_found, found.total.work_items) == (1, 1, 1)


def test_the_trend_counts_what_was_sent_and_confirmed_in_each_of_twelve_months(law):
    told = tell(law, 4, "2025-12-31")
    answer(told["bureau"], "2026-01-02", done=3, not_found=1)
    answer(told["greene-court"], "2026-02-02", done=4)
    tell(law, 2, "2026-02-10")
    months = {f"{one.first:%Y-%m}": (one.sent, one.done) for one in ageing(date(2026, 2, 28)).months}
    assert len(months) == 12
    assert next(iter(months)) == "2025-03"
    seen = {month: counts for month, counts in months.items() if counts != (0, 0)}
    assert seen == {"2025-12": (12, 0), "2026-01": (0, 3), "2026-02": (6, 4)}


def test_one_agency_alone(law):
    told = tell(law, 4, "2026-01-05")
    answer(told["bureau"], "2026-01-06", done=4)
    found = ageing(date(2026, 2, 28), told["greene-court"].agency)
    assert [one.agency.code for one in found.agencies] == ["greene-court"]
    assert found.total == Standing(notices=1, sent=4, waiting=4, late_30=4)
    assert sum(month.sent for month in found.months) == 4
    assert sum(month.done for month in found.months) == 0


def test_the_number_of_queries_does_not_grow_with_notices_or_agencies(law, django_assert_num_queries):
    tell(law, 1, "2026-01-05")
    with django_assert_num_queries(6):
        ageing(date(2026, 2, 28))
    for day in ("2026-01-06", "2026-01-07", "2026-01-08"):
        agency(f"more-{day}", "police")
        tell(law, 1, day)
    with django_assert_num_queries(6):
        ageing(date(2026, 2, 28))


def test_nothing_sent_at_all_is_all_zeros(law):
    found = ageing(date(2026, 2, 28))
    assert found.total == Standing()
    assert found.total.percent_done == 0
    assert {(one.sent, one.done) for one in found.months} == {(0, 0)}
