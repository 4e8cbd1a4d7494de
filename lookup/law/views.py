"""The laws in force, one by one: what each says, in plain words, and how well it can work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from clearance.law.policy import PolicyError
from clearance.runs.laws import law_of
from clearance.runs.ledger.figures import figures
from clearance.runs.models import Policy
from lookup.identity.sessions import current_visit
from lookup.law.law_page import law_page
from lookup.unavailable import NotReady, unavailable_when_not_ready


@require_safe
@unavailable_when_not_ready
def laws(request):
    """The laws in force here; where there is one only, that one."""
    policies = list(Policy.objects.in_force().order_by("title"))
    if len(policies) == 1:
        return _show(request, policies[0])
    visit = current_visit(request, timezone.now())
    return render(request, "law/laws.html", {"visit": visit, "policies": policies})


@require_safe
@unavailable_when_not_ready
def law(request, policy_id):
    return _show(request, get_object_or_404(Policy.objects.in_force(), policy_id=policy_id))


def _show(request: HttpRequest, policy: Policy) -> HttpResponse:
    try:
        page = law_page(law_of(policy), get_language())
    except PolicyError as error:
        raise NotReady(str(error)) from None
    visit = current_visit(request, timezone.now())
    context = {"visit": visit, "policy": policy, "page": page, "figures": figures(policy.policy_id)}
    return render(request, "law/law.html", context)
