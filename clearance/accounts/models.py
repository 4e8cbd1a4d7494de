"""What is kept of an account besides who may sign in to it, and the counters that all processes share."""

from django.conf import settings
from django.db import models


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
