import pytest
from django.db import IntegrityError, transaction

from clearance.agencies.models import Area
from clearance.notices.models import Line, Notice, ToldBatch
from clearance.runs.models import Clearance, Run
from clearance.runs.signals import clearances_made
from tests.notices.told import AT, agency, charges, clear, policy, run_of

pytestmark = pytest.mark.django_db
GREENE, OAK = ("court", "Greene District Court"), ("county", "Oak")


def told(one) -> list[dict]:
    """The payloads of all its lines, as they are numbered."""
    lines = Line.objects.filter(notice__agency=one).order_by("notice__part", "number")
    return list(lines.values_list("payload", flat=True))


def run_with(folder, of) -> Run:
    return run_of(policy(folder), of)


def test_each_agency_is_told_of_the_cases_of_its_place_by_the_data_points_it_declares(tmp_path):
    bureau = agency("bureau", "repository", data=["statute", "birth_date"])
    court, county = agency("greene-court", "court", GREENE), agency("oak-police", "police", OAK)
    of = [*charges(2), *charges(1, court="Oak Court", county="Oak", arrest_date=None)]
    clear(run_with(tmp_path, of), of)
    assert told(bureau) == [{"statute": "18-4-503", "birth_date": "1980-02-29"}] * 3
    assert told(court) == [
        {"court": "Greene District Court", "case_number": f"11-CR-000{number}", "sequence": 1} for number in (1, 2)
    ]
    assert told(county) == [{"tracking_number": "T000003", "arrest_date": None}]


def test_a_case_of_two_of_its_places_is_told_to_an_agency_once(tmp_path):
    court = agency("greene-court", "court", GREENE, ("county", "Greene"), ("county", "Oak"))
    of = charges(2)
    clear(run_with(tmp_path, of), of)
    assert len(told(court)) == 2


def test_a_case_of_no_known_place_is_told_to_those_of_the_whole_state_alone(tmp_path):
    bureau, court = agency("bureau", "repository"), agency("greene-court", "court", GREENE)
    of = charges(1, court=None, county=None)
    clear(run_with(tmp_path, of), of)
    assert (len(told(bureau)), len(told(court))) == (1, 0)


@pytest.mark.parametrize("kind", ["closed", "not in the law"])
def test_who_is_closed_or_not_in_the_law_is_told_nothing(tmp_path, kind):
    if kind == "closed":
        agency("bureau", "repository", closed_at=AT)
    else:
        agency("prison", "corrections")
    of = charges(1)
    clear(run_with(tmp_path, of), of)
    assert not Notice.objects.exists()
    assert ToldBatch.objects.exists()


def test_names_do_not_leave_for_the_records_hold_none(tmp_path):
    bureau = agency("bureau", "repository", data=["name", "statute"])
    of = charges(1)
    clear(run_with(tmp_path, of), of)
    assert told(bureau) == [{"statute": "18-4-503"}]


def test_batches_of_a_run_fill_one_notice_per_agency(tmp_path):
    bureau = agency("bureau", "repository")
    of = charges(5)
    run = run_with(tmp_path, of)
    clear(run, of[:2])
    clear(run, of[2:], batch=2)
    notice = Notice.objects.get()
    assert (notice.agency, notice.origin, notice.part, notice.lines) == (bureau, f"{run.reference}:{run.stage}", 1, 5)
    assert list(notice.all_lines.order_by("number").values_list("number", "clearance__charge")) == [
        (number, one.pk) for number, one in enumerate(of, 1)
    ]


def test_a_notice_that_is_full_is_followed_by_the_next_part(tmp_path, monkeypatch):
    monkeypatch.setattr(Notice, "MOST_LINES", 4)
    agency("bureau", "repository")
    agency("greene-court", "court", GREENE)
    of = charges(11)
    run = run_with(tmp_path, of)
    clear(run, of[:2])
    clear(run, of[2:4], batch=2)
    clear(run, of[4:], batch=3)
    for one in ("bureau", "greene-court"):
        parts = Notice.objects.filter(agency__code=one).order_by("part")
        assert [(part.part, part.lines) for part in parts] == [(1, 4), (2, 4), (3, 3)]
        assert [len(part.all_lines.values_list("number").distinct()) for part in parts] == [4, 4, 3]
        cleared = [line.clearance.charge for part in parts for line in part.all_lines.order_by("number")]
        assert cleared == of


def test_an_agency_that_declares_other_data_points_gets_a_new_notice(tmp_path):
    bureau = agency("bureau", "repository", data=["statute"])
    of = charges(2)
    run = run_with(tmp_path, of)
    clear(run, of[:1])
    bureau.data = ["tracking_number"]
    bureau.save()
    clear(run, of[1:], batch=2)
    assert [notice.data for notice in Notice.objects.order_by("part")] == [["statute"], ["tracking_number"]]
    assert told(bureau) == [{"statute": "18-4-503"}, {"tracking_number": "T000002"}]


def test_the_same_batch_signalled_twice_is_refused_by_the_database(tmp_path):
    agency("bureau", "repository")
    of = charges(2)
    run = run_with(tmp_path, of)
    clear(run, of)
    with pytest.raises(IntegrityError), transaction.atomic():
        clearances_made.send(Run, run=run, batch=1, at=AT)
    assert (Notice.objects.get().lines, Line.objects.count()) == (2, 2)


def test_a_batch_that_does_not_take_effect_leaves_no_trace(tmp_path):
    agency("bureau", "repository")
    of = charges(2)
    run = run_with(tmp_path, of)
    with pytest.raises(RuntimeError), transaction.atomic():
        clear(run, of)
        raise RuntimeError
    assert not any(model.objects.exists() for model in (Clearance, Notice, Line, ToldBatch))


def test_a_notice_that_is_made_anew_has_the_same_id_and_lines(tmp_path):
    agency("bureau", "repository")
    of = charges(3)
    run = run_with(tmp_path, of)
    made = []
    for _ in range(2):
        with transaction.atomic():
            clear(run, of)
            made.append((Notice.objects.get().pk, list(Line.objects.order_by("number").values("number", "payload"))))
            transaction.set_rollback(True)
    assert made[0] == made[1]


def test_many_agencies_are_told_in_few_statements(tmp_path, django_assert_max_num_queries):
    for number in range(40):
        agency(f"court-{number}", "court", ("court", f"Court {number}"))
    of = [one for number in range(40) for one in charges(1, court=f"Court {number}")]
    run = run_with(tmp_path, of)
    with django_assert_max_num_queries(18):
        clear(run, of)
    assert Area.objects.count() == Notice.objects.count() == Line.objects.count() == 40
