"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest


def exit_url() -> str:
    """Where "Exit this page" leads: a page anyone might be looking at. The only address outside the site."""
    return settings.EXIT_URL


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "state_name": settings.STATE_NAME,
        "exit_url": exit_url(),
        # Every page about the own record has the button that hides it.
        "own_page": request.path_info.startswith("/mine/"),
    }
