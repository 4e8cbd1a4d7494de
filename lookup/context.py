"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest


def exit_url() -> str:
    """Where "Exit this page" leads: a page anyone might be looking at. The only address outside the site."""
    return settings.EXIT_URL


def site(request: HttpRequest) -> dict[str, object]:
    """`login_gov`: whether people can say who they are there. `own_page`: whether this is a page about the own record,
    which has the button that hides it.
    """
    return {
        "state_name": settings.STATE_NAME,
        "exit_url": exit_url(),
        "login_gov": settings.LOGIN_GOV is not None,
        "own_page": request.path_info.startswith("/mine/"),
    }
