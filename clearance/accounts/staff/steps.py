"""The steps that administrators take with an account, in the admin and on the terminal."""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser

from clearance.accounts.staff import actions
from clearance.accounts.staff.lockout import is_locked


@dataclass(frozen=True)
class Step:
    """`when`: whether it can be taken with that account now."""

    label: str
    says: str
    do: Callable[..., None]
    when: Callable[[AbstractBaseUser], bool]


STEPS: dict[str, Step] = {
    "release": Step(
        "Release the lock",
        "Five wrong passwords or codes in a row locked this account. Talk to them first, by a number that you know: it "
        "may have been someone else who tried. Then they can sign in again.",
        actions.release,
        is_locked,
    ),
    "suspend": Step(
        "Suspend",
        "They are signed out everywhere, and cannot sign in until someone reinstates them. What they did stays.",
        actions.suspend,
        lambda user: user.is_active,
    ),
    "reinstate": Step(
        "Reinstate",
        "They can sign in again, as before. Whoever does not sign in for ninety days is suspended by itself.",
        actions.reinstate,
        lambda user: not user.is_active,
    ),
    "take-away": Step(
        "Take away their second factors",
        "For someone who has lost their phone or their key. Make sure that it is them. They are signed out everywhere, "
        "told of it by mail, and set up a new second factor when they sign in next.",
        actions.take_away_second_factors,
        lambda user: Authenticator.objects.filter(user=user).exists(),
    ),
}
