"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest


def exit_url() -> str:
    """Where "Exit this page" leads: a page anyone might be looking at. The only address outside the site."""
    return settings.EXIT_URL


def site(request: HttpRequest) -> dict[str, str | bool]:
    """`login_gov`: whether people can say who they are there."""
    return {"state_name": settings.STATE_NAME, "exit_url": exit_url(), "login_gov": settings.LOGIN_GOV is not None}
