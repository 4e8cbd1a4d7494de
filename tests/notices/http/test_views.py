"""What an agency's program gets: its notices, what its answers come to, and checks before it discloses."""

import json
from datetime import date, timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.utils import timezone

from clearance.audit.models import Event
from clearance.installation_key import installation_key
from clearance.notices.http import views
from clearance.notices.messages import Item, acknowledgement, read_manifest, sha256_of, signed
from clearance.notices.models import Line, Notice
from clearance.notices.outbox.files import csv_file, jsonl
from clearance.notices.outbox.sealing import seal_due
from clearance.signing import public_key
from tests.notices.http.asking import ask, whole
from tests.notices.told import AT, agency, charges, clear, finish, key_of, policy, run_of, undo

pytestmark = pytest.mark.django_db
LIST = "/agency/notices/"
ANSWER = "/agency/acknowledgements/"
CHECK = "/agency/check/"


@pytest.fixture
def law(tmp_path):
    return policy(tmp_path)


@pytest.fixture
def notice(court, other, law):
    """Of three lines to the court, sealed."""
    of = charges(3)
    run = run_of(law, of)
    clear(run, of)
    finish(run)
    seal_due(by="worker", at=AT)
    return court.notices.get()


def get(key, target, code="greene-court"):
    return ask(key, "GET", target, agency=code)


def post(key, target, body, code="greene-court"):
    return ask(key, "POST", target, body if isinstance(body, bytes) else json.dumps(body).encode(), agency=code)


def answered(key, notice, *items, number=1, **changed):
    said = {"agency": "greene-court", "notice": str(notice.pk), "manifest_sha256": notice.manifest_sha256}
    return signed("acknowledgement", acknowledgement(**said | changed, number=number, items=items), key)


def addresses(key):
    return [(one["number"], one["files"]) for one in get(key, LIST).json()["notices"]]


def test_the_list_says_of_each_notice_what_it_is_and_where_its_files_are(key, notice):
    here = f"/agency/notices/{notice.pk}"
    assert get(key, LIST).json() == {
        "notices": [
            {
                "id": str(notice.pk),
                "number": 1,
                "kind": "clear",
                "lines": 3,
                "due_on": "2026-04-02",
                "manifest_sha256": notice.manifest_sha256,
                "files": {
                    "manifest": f"{here}/manifest.json",
                    "jsonl": f"{here}/lines.jsonl",
                    "csv": f"{here}/lines.csv",
                },
                "next_message": 1,
            }
        ],
        "more": False,
    }


def test_the_files_are_what_was_sealed(key, notice):
    manifest, as_jsonl, as_csv = (get(key, target) for target in addresses(key)[0][1].values())
    content = read_manifest(whole(manifest), [public_key(installation_key())])
    assert sha256_of(content) == notice.manifest_sha256
    assert whole(as_jsonl) == b"".join(jsonl(notice))
    assert whole(as_csv) == b"".join(csv_file(notice))
    assert sha256(b"".join(csv_file(notice))).hexdigest() == content["sha256"]["csv"]
    assert as_jsonl["Content-Type"] == "application/jsonl"
    assert as_csv["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("ending", ["manifest", "jsonl", "csv"])
def test_no_answer_is_stored_or_sets_a_cookie(key, notice, ending):
    for target in (LIST, addresses(key)[0][1][ending]):
        response = get(key, target)
        assert response["Cache-Control"] == "no-store"
        assert not response.cookies


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_a_notice_is_delivered_once_all_its_lines_went_out(key, notice, ending):
    get(key, addresses(key)[0][1]["manifest"])
    begun = get(key, addresses(key)[0][1][ending])
    notice.refresh_from_db()
    assert notice.delivered_at is None
    whole(begun)
    notice.refresh_from_db()
    first = notice.delivered_at
    assert abs(timezone.now() - first) < timedelta(minutes=1)
    whole(get(key, addresses(key)[0][1][ending]))
    notice.refresh_from_db()
    assert notice.delivered_at == first
    assert Event.objects.of_kind("notice.delivered").get().subject == notice.reference


def test_every_fetch_is_written_down_before_anything_is_given(key, notice):
    get(key, addresses(key)[0][1]["csv"])
    event = Event.objects.of_kind("notice.fetched").get()
    assert (event.actor, event.subject) == (notice.agency.reference, notice.reference)
    assert event.detail == {"file": "csv"}


def test_before_a_notice_is_sealed_nobody_sees_that_it_is_there(key, court, law):
    of = charges(3)
    clear(run_of(law, of), of)
    one = court.notices.get()
    assert get(key, LIST).json() == {"notices": [], "more": False}
    assert_not_found(key, one.pk)


def test_another_agencys_notice_is_not_there(key, notice):
    oak = key_of(agency("elm-court", "court", ("court", "Elm District Court")))
    assert get(oak, LIST, "elm-court").json() == {"notices": [], "more": False}
    assert_not_found(oak, notice.pk, "elm-court")
    assert post(oak, ANSWER, answered(oak, notice, Item(1, "done"), agency="elm-court"), "elm-court").status_code == 422


def test_what_is_not_there_at_all_looks_the_same(key, notice):
    assert_not_found(key, uuid4())


def assert_not_found(key, id, code="greene-court"):
    for file in ("manifest.json", "lines.jsonl", "lines.csv"):
        response = get(key, f"/agency/notices/{id}/{file}", code)
        assert response.status_code == 404
        assert response.json() == {"error": {"code": "not_found", "words": "You have no notice of this id."}}


def test_a_notice_is_listed_until_every_line_has_an_answer(key, notice):
    response = post(key, ANSWER, answered(key, notice, Item(1, "done"), Item(3, "not_found")))
    assert response.status_code == 200
    counts = {"done": 1, "not_found": 1, "conflict": 0, "refused": 0}
    kept = notice.acknowledgements.get()
    assert response.json() == {"acknowledgement": kept.pk, "number": 1, "counts": counts}
    assert [one["next_message"] for one in get(key, LIST).json()["notices"]] == [2]
    post(key, ANSWER, answered(key, notice, Item(2, "conflict", theirs={"case_number": "9"}), number=2))
    assert get(key, LIST).json()["notices"] == []
    lines = Line.objects.filter(notice=notice).order_by("number")
    assert list(lines.values_list("outcome", flat=True)) == ["done", "conflict", "not_found"]
    assert kept.taken_by == notice.agency.reference


def test_the_same_answer_again_gets_the_same_reply(key, notice):
    body = answered(key, notice, Item(1, "done"))
    first = post(key, ANSWER, body)
    assert post(key, ANSWER, body).json() == first.json()
    assert notice.acknowledgements.count() == 1


def test_an_answer_that_contradicts_one_that_is_kept_is_a_conflict(key, notice):
    post(key, ANSWER, answered(key, notice, Item(1, "done")))
    taken = post(key, ANSWER, answered(key, notice, Item(2, "done")))
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "number_taken")
    back = post(key, ANSWER, answered(key, notice, Item(1, "not_found"), number=2))
    assert (back.status_code, back.json()["error"]["code"]) == (409, "backwards")
    assert "it cannot become not_found" in back.json()["error"]["words"]


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"\xff", b"[" * 100_000, b'{"acknowledgement": {}, "signature": ""}']
)
def test_what_is_no_answer_is_refused_with_the_reason(key, body):
    response = post(key, ANSWER, body)
    assert response.status_code == 422
    assert set(response.json()["error"]) == {"code", "words"}
    assert Event.objects.of_kind("acknowledgement.refused").count() == 1


def test_a_long_list_comes_in_pages_in_the_order_in_which_it_is_worked(key, court, law, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 2)
    of = charges(1)
    run = run_of(law, of)
    (made,) = clear(run, of)
    finish(run)
    seal_due(by="worker", at=AT)
    undo(made)
    more = charges(1)
    run = run_of(law, more)
    clear(run, more)
    finish(run)
    seal_due(by="worker", at=AT)
    first = get(key, LIST).json()
    assert [(one["number"], one["kind"]) for one in first["notices"]] == [(1, "clear"), (2, "restore")]
    assert first["more"]
    second = get(key, f"{LIST}?after=2").json()
    assert [(one["number"], one["kind"]) for one in second["notices"]] == [(3, "clear")]
    assert not second["more"]
    assert Notice.objects.count() == 3


@pytest.mark.parametrize("after", ["", "x", "-1", "1.5", "9" * 20, "%00", "٣"])
def test_what_is_no_number_is_not_listed_after(key, after):
    response = get(key, f"{LIST}?after={after}")
    assert response.status_code in (403, 422)


def police(**said):
    one = agency("police", "police", ("county", "Greene"), **said)
    return key_of(one)


def test_a_check_says_yes_or_no_and_nothing_else(law, notice):
    key, case = police(), Line.objects.first().clearance.charge.case
    data = {"tracking_number": case.tracking_number, "arrest_date": "2011-03-01"}
    for asked, cleared in ((data, True), (data | {"tracking_number": "T999999"}, False)):
        response = post(key, CHECK, {"data": asked}, "police")
        assert (response.status_code, response.json()) == (200, {"cleared": cleared})


WRONG = [
    b"",
    b"[]",
    b"{}",
    b'{"data": []}',
    b'{"data": {}}',
    b'{"data": {"tracking_number": "T1"}}',
    b'{"data": {"tracking_number": "T1", "arrest_date": null}}',
    b'{"data": {"tracking_number": "", "arrest_date": "2011-03-01"}}',
    b'{"data": {"tracking_number": "T1", "arrest_date": ""}}',
    b'{"data": {"tracking_number": "T1", "arrest_date": "1.3.2011"}}',
    b'{"data": {"tracking_number": "T1", "arrest_date": "2011-02-30"}}',
    b'{"data": {"tracking_number": ["T1"], "arrest_date": "2011-03-01"}}',
    b'{"data": {"tracking_number": true, "arrest_date": "2011-03-01"}}',
    b'{"data": {"tracking_number": "T\\u0000", "arrest_date": "2011-03-01"}}',
    b'{"data": {"tracking_number": "T1", "arrest_date": "2011-03-01", "statute": "1"}}',
    b'{"data": {"tracking_number": "' + b"1" * 300 + b'", "arrest_date": "2011-03-01"}}',
    b'{"data": ' * 5_000,
    b"\xff\xfe",
]


@pytest.mark.parametrize("body", WRONG)
def test_a_check_by_other_than_all_of_its_data_points_is_refused_and_not_counted(law, body):
    response = post(police(), CHECK, body, "police")
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "wrong_form"
    assert not Event.objects.of_kind("disclosure.checked").exists()


def test_an_agency_that_must_shield_may_not_check(law, key):
    response = post(key, CHECK, {"data": {}})
    assert (response.status_code, response.json()["error"]["code"]) == (403, "may_not_ask")


def test_after_so_many_checks_in_an_hour_the_agency_waits(law, monkeypatch):
    monkeypatch.setattr("clearance.notices.disclosure.actions.MOST_AN_HOUR", 2)
    key, data = police(), {"tracking_number": "T1", "arrest_date": date(2011, 3, 1).isoformat()}
    answers = [post(key, CHECK, {"data": data}, "police") for _ in range(3)]
    assert [response.status_code for response in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 3600
    assert answers[2].json()["error"]["code"] == "too_many"
