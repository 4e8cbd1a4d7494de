"""The quality sample in the admin: who draws, who checks, what each sees."""

import re

import pytest
from django.urls import reverse

from clearance.audit.models import Event
from clearance.runs.actions import put_in_force
from clearance.runs.eligibility.models import Run
from clearance.runs.ledger.models import Hold
from clearance.runs.models import Policy
from clearance.runs.sample import actions
from clearance.runs.sample.admin import sample_standing
from clearance.runs.sample.models import Sample
from clearance.staff import reference
from tests.lookup import people
from tests.runs.computed import AT, clear, run_of, run_with
from tests.runs.laws import LAW, in_force
from tests.runs.staff import member_of_staff, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def law() -> Policy:
    people.someone_with_everything()
    return put_in_force(by="staff:1", policy="franklin", at=AT)


@pytest.fixture
def run(law) -> Run:
    return run_of(law)


@pytest.fixture
def sample(run) -> Sample:
    return actions.draw(by="command", run=run, at=AT)


@pytest.fixture
def reviewer():
    return signed_in(member_of_staff("rita", "review_sample"))


def decision(sample: Sample, charge_id: str = "P1-C2-1") -> str:
    place = sample.decisions.get(charge__charge_id=charge_id).number
    return reverse("admin:runs_sample_check", args=[sample.pk, place])


def page_of(sample: Sample) -> str:
    return reverse("admin:runs_sample_change", args=[sample.pk])


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def told(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_the_operator_draws_as_many_as_the_law_asks_for(run):
    operator = signed_in(member_of_staff("olga", "prepare_run"))
    draw = reverse("admin:runs_sample_draw", args=[run.pk])
    assert draw in sample_standing(run)
    page = text(operator.get(draw))
    assert 'value="50"' in page
    assert "It is done once for each run." in page
    response = operator.post(draw, {"per_outcome": 50}, follow=True)
    sample = Sample.objects.get()
    assert response.redirect_chain == [(page_of(sample), 302)]
    assert sample.drawn_by.startswith("staff:")
    assert "0 of 5 decisions are checked" in text(response)
    again = operator.post(draw, {"per_outcome": 50}, follow=True)
    assert "drawn already" in told(again)


def test_too_few_are_refused_with_what_the_law_asks_for(run):
    operator = signed_in(member_of_staff("olga", "prepare_run"))
    draw = reverse("admin:runs_sample_draw", args=[run.pk])
    assert "at least (F.S. 12-34(11)(e))" in told(operator.post(draw, {"per_outcome": 5}, follow=True))
    assert not Sample.objects.exists()


def test_a_law_that_was_changed_in_the_database_draws_nothing(run):
    operator = signed_in(member_of_staff("olga", "prepare_run"))
    Run.objects.filter(pk=run.pk).update(policy=_tampered(run.policy))
    draw = reverse("admin:runs_sample_draw", args=[run.pk])
    assert "changed in the database" in told(operator.get(draw, follow=True))
    run.refresh_from_db()
    assert "changed in the database" in sample_standing(run)


def _tampered(policy: Policy) -> Policy:
    copy = Policy.objects.get(pk=policy.pk)
    copy.pk, copy.policy_id, copy.text = None, "tampered", copy.text.replace("sample = 50", "sample = 5")
    copy.save(force_insert=True)
    return copy


def test_a_reviewer_goes_from_one_decision_to_the_next(sample, reviewer):
    page = text(reviewer.get(page_of(sample)))
    first = reverse("admin:runs_sample_check", args=[sample.pk, 1])
    assert first in page
    for number in range(1, 6):
        response = reviewer.post(reverse("admin:runs_sample_check", args=[sample.pk, number]), {"answer": "agree"})
    assert response.url == page_of(sample)
    page = text(reviewer.get(page_of(sample)))
    assert "5 of 5 decisions are checked" in page
    assert "Nothing in the sample stands in the way of approval." in page


def test_a_reviewer_sees_the_facts_and_the_reasons(sample, reviewer):
    page = text(reviewer.get(decision(sample)))
    assert "Franklin Superior Court" in page
    assert "18-4-401(2)(b)" in page
    assert "Misdemeanor convictions are sealed after seven years without a new one." in page
    assert "Not yet: from May 3, 2027." in page
    assert "is eligible later, from May 3, 2027" in page
    assert page.count('aria-current="true"') == 1
    # Tokens against forgery are drawn by chance, and might hold it.
    assert "P1" not in re.sub(r'value="\w{64}"', "", page)
    assert Event.objects.of_kind("sample.viewed").count() == 1


def test_neither_the_title_nor_the_address_says_whose_it_is(sample, reviewer):
    address = decision(sample)
    title = text(reviewer.get(address)).partition("<title>")[2].partition("</title>")[0]
    place = sample.decisions.get(charge__charge_id="P1-C2-1").number
    assert title.strip().startswith(f"Decision {place} of the sample of run {sample.run_id}")
    assert address == f"/admin/runs/sample/{sample.pk}/decision/{place}/"


def test_what_a_reviewer_disagrees_with_says_what_is_wrong_and_is_held_back(sample, reviewer):
    asked = reviewer.post(decision(sample), {"answer": "disagree"})
    assert "Choose what is wrong." in text(asked)
    asked = reviewer.post(decision(sample), {"answer": "agree", "code": "other"})
    assert "Only who disagrees says what is wrong." in text(asked)
    asked = reviewer.post(decision(sample), {"answer": "disagree", "code": "other"})
    assert "Say in a few words what is wrong." in text(asked)
    assert not Hold.objects.exists()
    said = {"answer": "disagree", "code": "wrong_data", "note": "The file says <2019>."}
    reviewer.post(decision(sample), said)
    assert Hold.objects.open().get().because == "sample"
    page = text(reviewer.get(page_of(sample)))
    assert "The file says &lt;2019&gt;." in page
    assert "disagree: the data are wrong" in page
    assert "rita" in page


def test_what_is_answered_or_cleared_shows_no_facts(sample, reviewer):
    reviewer.post(decision(sample), {"answer": "agree"})
    page = text(reviewer.get(decision(sample)))
    assert "This decision is answered: agree." in page
    clear(sample.run, "P1-C2-2")
    sealed = text(reviewer.get(decision(sample, "P1-C2-2")))
    assert "Its record is sealed" in sealed
    assert not any(fact in page + sealed for fact in ("18-4-401", "18-4-503", "20-CR-0912", "1980"))
    assert not Event.objects.of_kind("sample.viewed").exists()
    assert "Answer that you cannot tell" in told(
        reviewer.post(decision(sample, "P1-C2-2"), {"answer": "agree"}, follow=True)
    )


def test_who_prepared_the_run_sees_no_decision(law):
    preparer = member_of_staff("paula", "review_sample", "prepare_run")
    sample = actions.draw(by="command", run=run_of(law, prepared_by=reference(preparer)), at=AT)
    client = signed_in(preparer)
    assert "You prepared run" in told(client.get(decision(sample), follow=True))
    assert "You prepared run" in told(client.post(decision(sample), {"answer": "agree"}, follow=True))
    assert not Event.objects.of_kind("sample.viewed").exists()
    assert sample.decisions.unanswered().count() == 5


def test_each_page_asks_for_its_permission(sample):
    nobody = signed_in(member_of_staff("nora"))
    draw = reverse("admin:runs_sample_draw", args=[sample.run_id])
    pages = (reverse("admin:runs_sample_changelist"), page_of(sample), draw, decision(sample))
    assert {nobody.get(page).status_code for page in pages} == {403}
    operator = signed_in(member_of_staff("olga", "prepare_run"))
    assert [operator.get(page, follow=True).status_code for page in pages] == [200, 200, 200, 403]
    assert operator.post(decision(sample), {"answer": "agree"}).status_code == 403
    reviewer = signed_in(member_of_staff("rita", "review_sample"))
    assert [reviewer.get(page).status_code for page in pages] == [200, 200, 403, 200]
    assert "Sample" in text(reviewer.get(reverse("admin:index")))


def test_a_sample_is_neither_added_nor_changed_nor_removed_by_hand(sample, admin_client):
    add, remove = reverse("admin:runs_sample_add"), reverse("admin:runs_sample_delete", args=[sample.pk])
    assert {admin_client.post(page, {}).status_code for page in (add, remove, page_of(sample))} == {403}


def test_the_list_of_samples_counts_and_names_nobody(sample, reviewer):
    reviewer.post(decision(sample), {"answer": "cannot_tell"})
    page = text(reviewer.get(reverse("admin:runs_sample_changelist")))
    cells = [cell.partition("<")[0] for cell in page.split('class="field-')[1:]]
    assert [cell.partition(">")[2] for cell in cells][-4:] == ["50", "5", "1", "0"]


def test_where_the_law_asks_for_no_sample_the_page_of_the_run_says_so(tmp_path):
    run = run_with(in_force(tmp_path, LAW), ["eligible"])
    assert "The law asks for no sample." in sample_standing(run)
