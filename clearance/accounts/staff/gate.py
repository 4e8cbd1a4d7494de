"""Members of staff show two factors before any page of theirs opens."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from clearance.accounts.second_factor import has_second_factor
from clearance.accounts.staff.second_factors import second_factors_of

#: Where someone may go who has given a password only, to give a second factor or to leave; and to set up the first.
TO_GIVE = {"admin:sign_in_again", "admin:login", "admin:logout", "admin:jsi18n", "language", "leave", "account_logout"}
TO_SET_UP = TO_GIVE | {"admin:second_factors", "admin:add_app", "admin:add_passkey"}


class StaffShowTwoFactors:
    """Middleware. The one place that keeps a member of staff who has given a password only from every page but those on
    which a second factor is set up or given.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not (request.user.is_authenticated and request.user.is_staff):
            return None
        name = request.resolver_match.view_name
        if name.startswith("mfa_"):  # the pages for people, on which the last second factor can be taken away
            return redirect("admin:second_factors")
        if has_second_factor(request):
            return None
        # A password alone never adds a second factor to one that is there.
        there = second_factors_of(request.user).exists()
        if name in (TO_GIVE if there else TO_SET_UP):
            return None
        return redirect(f"{reverse('admin:sign_in_again')}?next={request.path}" if there else "admin:second_factors")
