"""What is kept of an account besides who may sign in to it, and of tries to sign in."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models

# This is where Django looks for them.
from clearance.accounts.staff.models import StaffLock, StaffTry  # noqa: F401


class Preference(models.Model):
    """The language in which an account was last used: mail to it is written in it."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="preference"
    )
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"preference:{self.pk}"


def language_of(account: AbstractBaseUser) -> str:
    """The language in which to write to an account."""
    found = Preference.objects.filter(account=account).values_list("language", flat=True).first()
    return found or settings.LANGUAGE_CODE


class CacheEntry(models.Model):
    """A row of Django's cache in the database (`settings.CACHES`), by the columns that it asks for.

    It holds how often something was tried, by network or by a digest, and codes of apps that were used; each for
    minutes.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return "entry"


class SignInTry(models.Model):
    """One try to sign in, of people and of names that nobody has. `who` is a keyed digest of what was given as name and
    of the network that it came from: enough to count, too little to say whose.
    """

    who = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["who", "at"], name="sign_in_tries_by_whom")]

    def __str__(self) -> str:
        return f"try:{self.pk}"
