"""Drafts and analyses in the admin."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clearance.audit.models import Event
from clearance.law.policy import parse_policy
from clearance.law.review import PRACTICES
from clearance.runs.analysis.models import Analysis, Draft
from clearance.runs.analysis.tasks import take_up_analyses
from clearance.runs.models import Policy
from tests.lookup.browser import browser, needs_chromium  # noqa: F401
from tests.records.extracts import extract, take_in
from tests.runs.drafts import AS_OF, MILDER, ask, draft
from tests.runs.laws import LAW, in_force

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/admin/runs/draft/add/"
ASK = "/admin/runs/analysis/add/"


def page_of(row) -> str:
    return reverse(f"admin:runs_{row._meta.model_name}_change", args=[row.pk])


def shown(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def errors(response) -> list[str]:
    return [str(error) for found in response.context["errors"] for error in found]


def file(text: str | bytes, name: str = "milder.toml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def asked(law, **more) -> dict:
    return {"law": law, "kind": "readiness", "as_of": AS_OF.isoformat(), "against": "", **more}


def test_a_draft_is_kept_from_its_text_and_never_put_in_force(admin_client):
    response = admin_client.post(ADD, {"text": LAW.replace("\n", "\r\n")})
    kept = Draft.objects.get()
    assert response.url == page_of(kept)
    assert (kept.text, kept.sha256, kept.policy_id) == (LAW, parse_policy(LAW).sha256, "example")
    assert kept.saved_by.startswith("staff:")
    event = Event.objects.of_kind("draft.saved").get()
    assert (event.actor, event.subject) == (kept.saved_by, f"draft:{kept.pk}")
    assert event.detail == {"policy": "example", "sha256": kept.sha256, "replaces": None}
    assert not Policy.objects.exists()


@pytest.mark.parametrize("sent", [MILDER.encode(), MILDER.encode("utf-8-sig"), MILDER.replace("\n", "\r\n").encode()])
def test_a_draft_is_kept_from_a_file_whatever_stands_below(admin_client, sent):
    admin_client.post(ADD, {"file": file(sent), "text": "not this"})
    assert Draft.objects.get().text == MILDER


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (
            {"file": file(LAW.replace('"dismissed" }', '"dissmissed" }'))},
            "milder.toml: track[1].covers.disposition: found 'dissmissed'; allowed: convicted, acquitted, ",
        ),
        ({"text": LAW.replace("[policy]", "[polcy]")}, "the text: the file: found 'polcy'; allowed: policy, "),
        ({"text": "id = "}, "the text: not TOML: "),
        ({"file": file(b"title = '\xff'")}, "milder.toml: byte 9: not UTF-8 text. Save the file as UTF-8."),
        ({"file": file(" " * 1_000_001)}, "milder.toml: found 1,000,001 bytes; allowed: 1,000,000. Is this a policy"),
        ({"text": " \r\n"}, "Give a policy: choose a file, or write its text."),
    ],
)
def test_what_is_not_a_policy_is_refused_with_what_to_do(admin_client, given, complaint):
    response = admin_client.post(ADD, {"text": "", **given})
    assert any(error.startswith(complaint) for error in errors(response)), errors(response)
    assert not Draft.objects.exists()


def test_a_draft_can_be_replaced(admin_client):
    kept = draft()
    admin_client.post(page_of(kept), {"text": MILDER})
    before, kept = kept.sha256, Draft.objects.get()
    assert kept.text == MILDER
    event = Event.objects.of_kind("draft.saved").first()
    assert (event.detail["replaces"], event.detail["sha256"]) == (before, kept.sha256)


@pytest.mark.parametrize("way", ["its page", "the list"])
def test_a_draft_can_be_deleted_with_all_analyses_of_it(admin_client, way):
    kept = draft()
    ask(kept)
    if way == "its page":
        admin_client.post(reverse("admin:runs_draft_delete", args=[kept.pk]), {"post": "yes"})
    else:
        chosen = {"action": "delete_selected", "_selected_action": [kept.pk], "post": "yes"}
        admin_client.post(reverse("admin:runs_draft_changelist"), chosen)
    assert not Draft.objects.exists()
    assert not Analysis.objects.exists()
    assert Event.objects.of_kind("draft.deleted").get().detail == {"sha256": kept.sha256}


def test_the_page_of_a_draft_shows_what_it_says_where_it_contradicts_itself_and_its_review(admin_client):
    unused = '\n[offenses.violent]\nstatutes = ["18-3"]\n'
    page = shown(admin_client, page_of(draft(LAW + unused)))
    assert "Three years have passed." in page
    assert "offenses.violent: no track, requirement or limit uses this list." in page
    assert all(practice.id in page for practice in PRACTICES)


def test_a_draft_that_the_language_has_left_behind_says_so(admin_client):
    kept = draft()
    Draft.objects.update(text=LAW.replace("years", "jears"))
    page = shown(admin_client, page_of(kept))
    assert "found &#x27;jears&#x27;" in page
    review = admin_client.get(reverse("admin:runs_draft_review", args=[kept.pk]), follow=True)
    assert review.redirect_chain == [(page_of(kept), 302)]
    assert "jears" in str(next(iter(review.context["messages"])))


@pytest.mark.parametrize("law", [lambda folder: draft(), in_force])
def test_the_whole_review_is_a_page_that_carries_its_styles(admin_client, tmp_path, law):
    row = law(tmp_path)
    response = admin_client.get(reverse(f"admin:runs_{row._meta.model_name}_review", args=[row.pk]))
    assert "Feasibility review" in response.content.decode()
    assert response["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.browser
@needs_chromium
def test_a_report_has_its_styles_in_the_browser(browser, live_server, admin_client):  # noqa: F811
    session = {"name": "session", "value": admin_client.cookies["session"].value, "url": live_server.url}
    with browser.new_context(base_url=live_server.url) as context:
        context.add_cookies([session])
        page = context.new_page()
        page.goto(reverse("admin:runs_draft_review", args=[draft().pk]))
        assert page.evaluate("getComputedStyle(document.body).maxWidth") == "960px"


def test_staff_ask_and_see_how_far_it_is(admin_client, tmp_path):
    law = in_force(tmp_path)
    assert f'value="policy-{law.pk}" selected' in shown(admin_client, f"{ASK}?law=policy-{law.pk}")
    response = admin_client.post(ASK, asked(f"policy-{law.pk}", kind="impact", against=f"draft-{draft(MILDER).pk}"))
    analysis = Analysis.objects.get()
    assert response.url == page_of(analysis)
    assert (analysis.policy, analysis.text, analysis.against_text) == (law, LAW, MILDER)
    waiting = admin_client.get(page_of(analysis))
    assert int(waiting["Refresh"]) > 0
    assert "Waiting for its turn." in waiting.content.decode()
    Analysis.objects.update(tries=1, charges=2_000, charges_done=1_000)
    assert "1,000 of 2,000 charges" in shown(admin_client, page_of(analysis))
    assert "under way" in shown(admin_client, page_of(law))


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ({"against": "policy-1"}, "Only impact compares two laws. Choose impact, or leave this empty."),
        ({"against": "draft-1", "kind": "impact"}, "This is the law itself. Choose another, or leave this empty."),
        ({"against": "draft-99", "kind": "impact"}, "Select a valid choice."),
        ({"as_of": "tomorrow"}, "Enter a valid date."),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_to_do(admin_client, tmp_path, form, complaint):
    of, other = draft(), in_force(tmp_path)
    form = {name: value.replace("-1", f"-{of.pk if 'draft' in value else other.pk}") for name, value in form.items()}
    response = admin_client.post(ASK, asked(f"draft-{of.pk}", **form))
    assert any(error.startswith(complaint) for error in errors(response)), errors(response)
    assert not Analysis.objects.exists()


def test_one_that_is_not_finished_cannot_be_asked_for_again(admin_client):
    law = draft()
    first = ask(law)
    response = admin_client.post(ASK, asked(f"draft-{law.pk}"))
    [error] = errors(response)
    assert error == f"Analysis {first.pk} is the readiness of this law and not finished. Wait for it, or delete it."


def test_a_finished_analysis_is_shown_as_a_report_and_downloaded_as_json(admin_client, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    take_in(extract(tmp_path / "sent"))
    analysis = ask(draft())
    report, data = (reverse(f"admin:runs_analysis_{name}", args=[analysis.pk]) for name in ("report", "json"))
    assert admin_client.get(report).status_code == admin_client.get(data).status_code == 404
    take_up_analyses.call()
    analysis.refresh_from_db()
    done = admin_client.get(page_of(analysis))
    assert "Refresh" not in done
    assert report in done.content.decode()
    assert admin_client.get(report).content.decode() == analysis.page
    assert admin_client.get(report)["Content-Security-Policy"].startswith("default-src 'none';")
    response = admin_client.get(data)
    assert response.content.decode() == analysis.result
    assert response["Content-Disposition"] == 'attachment; filename="readiness-example-2026-03-02.json"'


def test_why_one_failed_stands_on_its_page(admin_client):
    analysis = ask(draft())
    take_up_analyses.call()
    assert "There are no charges on record." in shown(admin_client, page_of(analysis))


def test_an_analysis_can_be_deleted(admin_client):
    analysis = ask(draft())
    admin_client.post(reverse("admin:runs_analysis_delete", args=[analysis.pk]), {"post": "yes"})
    assert not Analysis.objects.exists()
    assert Event.objects.of_kind("analysis.deleted").get().subject == f"analysis:{analysis.pk}"


def test_an_analysis_cannot_be_changed(admin_client):
    analysis = ask(draft())
    assert admin_client.post(page_of(analysis), {"kind": "impact"}).status_code == 403


@pytest.mark.parametrize("may", [(), ("view_policy", "view_draft", "view_analysis")])
def test_each_page_asks_for_its_permission(client, django_user_model, tmp_path, may):
    user = django_user_model.objects.create_user("drafter", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=may))
    client.force_login(user)
    kept, law = draft(), in_force(tmp_path)
    analysis = ask(kept)
    Analysis.objects.update(finished_at=analysis.asked_at, result="{}", page="<p>")
    to_look = [reverse(f"admin:runs_{row._meta.model_name}_review", args=[row.pk]) for row in (kept, law)]
    to_look += [reverse(f"admin:runs_analysis_{name}", args=[analysis.pk]) for name in ("report", "json")]
    to_look += [page_of(row) for row in (kept, law, analysis)]
    assert {client.get(address).status_code for address in to_look} == {200 if may else 403}
    assert {client.post(address, {}).status_code for address in (ADD, ASK, page_of(kept))} == {403}
