"""What the page shows of each case and charge."""

from datetime import date
from itertools import groupby

import pytest

from clearance.runs.laws import law_of
from clearance.runs.ledger.models import Hold
from clearance.runs.models import Policy
from clearance.runs.reading import explain_person
from lookup.record.cleared import what_became
from lookup.record.my_record import my_record
from tests.lookup import people
from tests.lookup.clearing import CLEARED, clear, undo
from tests.lookup.people import DISTRICT, SPEEDING, TODAY, TRESPASS, ended, person
from tests.runs import computed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def law(db):
    people.put_franklin_in_force()


def page_of(someone, today=TODAY):
    charges = list(someone.charges.newest_case_first())
    policies = list(Policy.objects.in_force())
    explained = explain_person(someone.pk, policies, on=today, language="en")
    became = what_became(someone.pk, policies, on=today, language="en")
    people_of = [law_of(policy).people for policy in policies]
    return my_record(charges, explained, became, people=people_of, news=None, today=today)


def only_charge(someone, today=TODAY):
    [case] = page_of(someone, today).cases
    [charge] = case.charges
    return charge


def details(charge):
    return [term.text for term in charge.details]


def missing(charge):
    return {one.says: one.facts for one in charge.missing}


def texts(requirements):
    return [(requirement.state, requirement.says, requirement.on) for requirement in requirements]


def test_the_newest_case_comes_first_with_its_charges_in_order():
    page = page_of(people.someone_with_everything())
    assert [(case.heading, [charge.title for charge in case.charges]) for case in page.cases] == [
        ("Case from 2023", ["Speeding"]),
        ("Case from 2020", ["Theft under $500", "Trespass"]),
        ("Case from 2016", ["Possession of cannabis"]),
        ("Case from 2011", ["Aggravated assault"]),
    ]
    assert page.answer.headline == "Two of your five charges can be cleared now."


def test_a_case_shows_its_court_county_and_the_end_of_its_number_only():
    case = page_of(people.someone_who_waits()).cases[0]
    assert (case.heading, case.where, case.number_end) == (
        "Case from 2020",
        ["Franklin Superior Court", "Harlan County"],
        "0912",
    )


def test_a_county_that_the_courts_name_says_is_not_said_twice():
    assert page_of(people.someone_with_one_to_clear()).cases[0].where == ["Greene County District Court"]


def test_what_is_not_known_of_a_case_is_said():
    case = page_of(person(({}, [TRESPASS]))).cases[0]
    assert (case.heading, case.where, case.number_end) == ("Case, year not known", ["Court not known"], "")


def test_a_charge_shows_its_level_and_how_it_ended():
    assert details(only_charge(people.someone_who_waits())) == ["Misdemeanor", "convicted on 3 May 2020"]
    assert details(only_charge(person(({}, [ended(SPEEDING, "acquitted", None)]), person_id="P8"))) == [
        "Infraction",
        "found not guilty",
    ]
    assert details(only_charge(person(({}, [{"statute": "1-1"}]), person_id="P9"))) == []


def test_a_charge_without_a_description_still_has_a_title():
    assert only_charge(person(({}, [{"statute": "1-1"}]))).title == "A charge without a name"


def test_a_charge_that_waits_shows_what_is_asked_by_when_and_what_is_met():
    charge = only_charge(people.someone_who_waits())
    assert (charge.outcome, charge.on) == ("later", date(2027, 5, 3))
    assert charge.track.citation == "F.S. 12-34(6)(a)"
    assert texts(charge.track.asked) == [
        ("coming", "Seven years have passed since the sentence.", date(2027, 5, 3)),
        (
            "coming",
            "Seven years have passed since the last conviction for a misdemeanor or a felony.",
            date(2027, 5, 3),
        ),
    ]
    assert ("met", "No charge is open.", None) in texts(charge.track.met)


def test_on_the_day_itself_it_can_be_cleared():
    charge = only_charge(people.someone_who_waits(), today=date(2027, 5, 3))
    assert (charge.outcome, charge.on, charge.track.asked) == ("eligible", None, [])
    assert charge.says == [
        "The law lets this charge be sealed: most people can no longer see it. This has not been done yet."
    ]


def test_what_stands_in_the_way_comes_before_what_only_takes_time():
    assault = page_of(people.someone_with_everything()).cases[-1].charges[0]
    assert assault.outcome == "ineligible"
    states = [requirement.state for requirement in assault.track.asked]
    assert [state for state, _ in groupby(states)] == ["not_met", "coming"]


def test_a_citation_stands_beside_a_requirement_only_where_it_is_another_than_the_tracks():
    [speeding] = page_of(people.someone_with_everything()).cases[0].charges
    assert (speeding.track.citation, speeding.track.asked[0].citation) == ("F.S. 12-34(4)", "")


def test_a_charge_that_no_track_names_has_no_track():
    charge = only_charge(person(({}, [{**TRESPASS, "disposition": "other"}])))
    assert (charge.outcome, charge.track, charge.other_tracks, charge.relief) == ("ineligible", None, [], None)


@pytest.mark.parametrize(
    ("disposition", "says"),
    [
        ("pending", "This charge is still open. The law looks at it once it has ended."),
        ("other", "The law does not name this kind of charge."),
    ],
)
def test_a_charge_that_has_not_ended_is_told_apart_from_one_that_no_track_names(disposition, says):
    assert only_charge(person(({}, [{**TRESPASS, "disposition": disposition}]))).says == [says]


def test_other_ways_in_the_law_are_kept_apart():
    cannabis = page_of(people.someone_with_everything()).cases[2].charges[0]
    assert cannabis.track.says.startswith("Old convictions for having cannabis")
    assert [track.citation for track in cannabis.other_tracks] == ["F.S. 12-34(6)(a)"]


def test_a_missing_fact_of_this_charge_is_told_apart_from_one_of_another():
    page = page_of(people.someone_with_facts_missing())
    theft, unknown = missing(page.cases[0].charges[0]), missing(page.cases[1].charges[0])
    here, elsewhere = "The state was not told:", "For another of your charges, the state was not told:"
    assert (set(unknown), set(theft)) == ({here}, {elsewhere})
    assert "how the charge ended" in theft[elsewhere]
    assert unknown[here][0] == "how the charge ended"


def test_only_the_facts_that_would_decide_it_are_missing_and_it_says_whom_to_ask():
    of_case = {**DISTRICT, "case_number": "25-TR-1180"}
    [one] = only_charge(person((of_case, [ended(SPEEDING, "convicted", None)]))).missing
    assert one.facts == ["the date the charge ended", "the date of the sentence"]
    assert one.ask == (
        "Ask the clerk of the Greene County District Court to tell the state. "
        "Give the number of the case, which ends in 1180."
    )


def test_a_lifetime_limit_is_said_in_the_laws_words():
    cases = [
        (
            {**DISTRICT, "filed_date": date(year, 1, 1)},
            [
                ended(
                    {"statute": "18-4-203(1)", "description": "Burglary", "level": "felony", "max_sentence_days": 913},
                    "convicted",
                    date(year, 2, 1),
                )
            ],
        )
        for year in (1980, 1992, 2004)
    ]
    page = page_of(person(*cases, person_id="P9"))
    held = [case.charges[0].held_by for case in page.cases if case.charges[0].held_by]
    assert held == [("The law clears felony convictions from no more than two days in court in a lifetime.",)]


def test_a_charge_that_is_cleared_is_shown_as_cleared_and_counted_so():
    someone = people.someone_with_everything()
    clear("P1-C2-2")
    page = page_of(someone)
    assert page.answer.headline == "One of your five charges is cleared."
    assert [(count.outcome, count.charges) for count in page.answer.counts] == [
        ("cleared", 1),
        ("eligible", 1),
        ("later", 1),
        ("undetermined", 1),
        ("ineligible", 1),
    ]
    trespass = page.cases[1].charges[1]
    assert (trespass.outcome, trespass.cleared.on, trespass.track) == ("cleared", CLEARED, None)
    assert trespass.says == [
        "The law sealed this charge: most people can no longer see it. "
        "Charges that did not end in a conviction are sealed."
    ]


def test_a_charge_whose_clearance_was_undone_is_not_cleared_and_does_not_clear_by_itself():
    someone = people.someone_with_one_to_clear()
    clear("P3-C1-1")
    undo("P3-C1-1")
    charge = only_charge(someone)
    assert (charge.outcome, charge.cleared, charge.track) == ("restored", None, None)
    assert charge.says[0] == (
        "This charge was cleared on 23 September 2026. On 23 October 2026 it was put back on your record. "
        "It had been cleared by mistake."
    )
    assert page_of(someone).answer.headline == "Your charge does not clear by itself."


def test_once_someone_has_looked_the_law_speaks_again_and_what_happened_is_still_said():
    someone = people.someone_with_one_to_clear()
    clear("P3-C1-1")
    undo("P3-C1-1")
    Hold.objects.update(lifted_at=people.NOW, lifted_by="staff:6", reason="Looked at.")
    charge = only_charge(someone)
    assert charge.outcome == "eligible"
    assert charge.says[0].startswith("This charge was cleared on 23 September 2026.")
    assert charge.says[-1].endswith("This has not been done yet.")


def test_what_a_run_is_about_to_clear_reads_as_before():
    someone = people.someone_with_everything()
    before = page_of(someone)
    run = computed.run_of(Policy.objects.get())
    assert run.decisions.to_clear().count() == 2
    assert page_of(someone) == before


def test_a_word_of_law_leads_to_its_meaning_the_first_time_it_is_used():
    page = page_of(people.someone_with_everything())
    led = [term.word for case in page.cases for charge in case.charges for term in charge.details]
    assert led == ["infraction", "convicted", "misdemeanor", "", "", "dismissed", "", "", "felony", ""]
    assert {"misdemeanor", "dismissed", "felony", "charge"} <= {one.word for one in page.words}
    assert "acquitted" not in {one.word for one in page.words}


def test_charges_are_numbered_down_the_page():
    page = page_of(people.someone_with_everything())
    assert [charge.number for case in page.cases for charge in case.charges] == [1, 2, 3, 4, 5]
    case, charge = page.charge(3)
    assert (case.heading, charge.title) == ("Case from 2020", "Trespass")
    assert page.charge(6) is None


def test_a_person_without_charges_gets_no_words_and_no_topics():
    page = page_of(people.someone_with_nothing())
    assert (page.words, page.advice.topics) == ([], [])
