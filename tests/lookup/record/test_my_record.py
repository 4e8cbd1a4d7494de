"""What the page shows of each case and charge."""

from datetime import date
from itertools import groupby

import pytest

from clearance.records.models import Charge
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
    charges = Charge.objects.filter(person=someone).newest_case_first()
    became = what_became(someone, on=today, language="en")
    return my_record(charges, explain_person(someone, on=today, language="en"), became, today)


def only_charge(someone, today=TODAY):
    [case] = page_of(someone, today).cases
    [charge] = case.charges
    return charge


def texts(requirements):
    return [(requirement.state, requirement.says, requirement.on) for requirement in requirements]


def test_the_newest_case_comes_first_with_its_charges_in_order():
    page = page_of(people.someone_with_everything())
    assert [(case.year, [charge.title for charge in case.charges]) for case in page.cases] == [
        (2023, ["Speeding"]),
        (2020, ["Theft under $500", "Trespass"]),
        (2016, ["Possession of cannabis"]),
        (2011, ["Aggravated assault"]),
    ]
    assert page.answer.headline == "Two of your five charges can be cleared now."


def test_a_case_shows_its_court_county_and_the_end_of_its_number_only():
    case = page_of(people.someone_who_waits()).cases[0]
    assert (case.year, case.court, case.county, case.number_end) == (2020, "Franklin Superior Court", "Harlan", "0912")


def test_a_county_that_the_courts_name_says_is_not_said_twice():
    assert page_of(people.someone_with_one_to_clear()).cases[0].county == ""


def test_what_is_not_known_of_a_case_is_left_empty():
    case = page_of(person(({}, [TRESPASS]))).cases[0]
    assert (case.year, case.court, case.county, case.number_end) == (None, "", "", "")


def test_a_charge_shows_its_level_and_how_it_ended():
    assert only_charge(people.someone_who_waits()).details == ["Misdemeanor", "convicted on 3 May 2020"]
    assert only_charge(person(({}, [ended(SPEEDING, "acquitted", None)]), person_id="P8")).details == [
        "Infraction",
        "found not guilty",
    ]
    assert only_charge(person(({}, [{"statute": "1-1"}]), person_id="P9")).details == []


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
    assert charge.relief == "The law lets this charge be sealed: most people can no longer see it."


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
    assert (charge.outcome, charge.track, charge.other_tracks, charge.relief) == ("ineligible", None, [], "")


@pytest.mark.parametrize(("disposition", "still_open"), [("pending", True), ("other", False)])
def test_a_charge_that_has_not_ended_is_told_apart_from_one_that_no_track_names(disposition, still_open):
    assert only_charge(person(({}, [{**TRESPASS, "disposition": disposition}]))).still_open is still_open


def test_other_ways_in_the_law_are_kept_apart():
    cannabis = page_of(people.someone_with_everything()).cases[2].charges[0]
    assert cannabis.track.says.startswith("Old convictions for having cannabis")
    assert [track.citation for track in cannabis.other_tracks] == ["F.S. 12-34(6)(a)"]


def test_a_missing_fact_of_this_charge_is_told_apart_from_one_of_another():
    page = page_of(people.someone_with_facts_missing())
    theft, unknown = page.cases[0].charges[0], page.cases[1].charges[0]
    assert "how the charge ended" in unknown.missing_here
    assert unknown.missing_elsewhere == []
    assert theft.missing_here == []
    assert "how the charge ended" in theft.missing_elsewhere


def test_the_most_telling_missing_fact_comes_first():
    page = page_of(people.someone_with_facts_missing())
    assert page.cases[1].charges[0].missing_here[0] == "how the charge ended"


def test_only_the_facts_that_would_decide_it_are_missing():
    charge = only_charge(person((DISTRICT, [ended(SPEEDING, "convicted", None)])))
    assert charge.missing_here == ["the date the charge ended", "the date of the sentence"]


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
    assert (trespass.outcome, trespass.cleared.on, trespass.undone) == ("cleared", CLEARED, None)
    assert trespass.relief == "The law sealed this charge: most people can no longer see it."


def test_a_charge_whose_clearance_was_undone_is_not_cleared_and_does_not_clear_by_itself():
    someone = people.someone_with_one_to_clear()
    clear("P3-C1-1")
    undo("P3-C1-1")
    charge = only_charge(someone)
    assert (charge.outcome, charge.cleared, charge.undone.cleared_on) == ("restored", None, CLEARED)
    assert charge.undone_because == "It had been cleared by mistake."
    assert page_of(someone).answer.headline == "Your charge does not clear by itself."


def test_once_someone_has_looked_the_law_speaks_again_and_what_happened_is_still_said():
    someone = people.someone_with_one_to_clear()
    clear("P3-C1-1")
    undo("P3-C1-1")
    Hold.objects.update(lifted_at=people.NOW, lifted_by="staff:6", reason="Looked at.")
    charge = only_charge(someone)
    assert (charge.outcome, charge.undone.cleared_on) == ("eligible", CLEARED)


def test_what_a_run_is_about_to_clear_reads_as_before():
    someone = people.someone_with_everything()
    before = page_of(someone)
    run = computed.run_of(Policy.objects.get())
    assert run.decisions.to_clear().count() == 2
    assert page_of(someone) == before
