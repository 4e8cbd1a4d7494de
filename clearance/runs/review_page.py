"""The review of a law as one page that needs nothing else, in English, for people who make laws."""

from django.template.loader import render_to_string

from clearance.law.policy import Policy
from clearance.law.review import GUIDES, PRACTICES, Verdict, review


def review_page(law: Policy) -> str:
    """All findings at a glance, then each with its reason, what it rests on and how to mend it, as HTML."""
    pairs = list(zip(PRACTICES, review(law), strict=True))
    guides = []
    for guide, name in GUIDES.items():
        own = [(practice, finding) for practice, finding in pairs if practice.guide == guide]
        guides.append({"name": name.en, "binding": own[0][1].binding, "pairs": own})
    context = {
        "law": law,
        "guides": guides,
        "verdicts": [(verdict, [pair for pair in pairs if pair[1].finding is verdict]) for verdict in Verdict],
        "unverified": any(place.verified is False for _, finding in pairs for place in finding.provision),
    }
    return render_to_string("report/review.html", context)
