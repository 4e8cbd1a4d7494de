"""Who may open the pages on which an account says whose it is."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from clearance.accounts.second_factor import has_second_factor


def account_of(request: HttpRequest) -> AbstractBaseUser | None:
    """Whoever is signed in with a second factor."""
    return request.user if request.user.is_authenticated and has_second_factor(request) else None


def for_accounts(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send those who are not signed in to sign in, and those without a second factor to set one up."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), resolve_url("account_login"))
        if not has_second_factor(request):
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return guarded
