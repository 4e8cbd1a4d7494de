"""“This is not my record”: asked once more, then everything is hidden at once."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from lookup.record.incidents.actions import not_mine
from lookup.record.room import own_page_before_yes


@require_http_methods(["GET", "HEAD", "POST"])
@own_page_before_yes
def is_not_mine(request, access, now):
    if request.method != "POST":
        return TemplateResponse(request, "lookup/not_mine.html", {})
    not_mine(access=access, by=access.actor, at=now)
    if access.visit:
        request.session.flush()
    response = redirect("stopped")
    # The pages that this browser still holds go too, so that no other window and no way back shows them.
    response["Clear-Site-Data"] = '"cache"'
    return response


@require_safe
def stopped(request) -> HttpResponse:
    """What happens now. It shows nothing of anyone, so anyone may read it."""
    return render(request, "lookup/stopped.html", {"account": request.user.is_authenticated})
