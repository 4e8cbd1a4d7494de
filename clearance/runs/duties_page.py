"""What the laws in force ask of an agency, in words, for the agency's page in the admin."""

from collections.abc import Iterator

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clearance.agencies.duties import duty_of, named
from clearance.agencies.models import Agency
from clearance.law.policy import Policy as Law
from clearance.law.policy import PolicyError
from clearance.law.process_names import DATA_POINTS
from clearance.law.process_words import within_in_words
from clearance.runs.laws import law_of
from clearance.runs.models import Policy


@admin.display(description="what the laws ask of it")
def asked_by_the_laws(agency: Agency) -> SafeString | str:
    """A line for each law in force."""
    lines = [(policy.title, _asked(agency, policy)) for policy in Policy.objects.in_force()]
    if not lines:
        return "no law is in force"
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}</li>", lines))


def _asked(agency: Agency, policy: Policy) -> str:
    try:
        return " ".join(_sentences(agency, law_of(policy)))
    except PolicyError as error:
        return str(error)


def _sentences(agency: Agency, law: Law) -> Iterator[str]:
    duty = duty_of(agency, law)
    if duty is None:
        yield "It does not name the agency, which is told nothing."
        return
    if duty.initiates:
        yield "It finds the eligible records and starts clearing."
    if duty.must_shield:
        when = f", {within_in_words(duty.within)} of a notice" if duty.within else "; the law sets no time"
        yield f"It must hide what is cleared{when}."
    elif named(agency, law):
        yield "It is only told."
    if missing := [DATA_POINTS[point].en for point in duty.data if point not in agency.data]:
        yield f"The law says that it also needs: {', '.join(missing)}."
