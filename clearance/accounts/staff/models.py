"""Tries of members of staff to sign in, and the locks that follow from five that failed."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

#: CJIS AC-7: so many failures, within so long, lock an account.
FAILURES, WITHIN = 5, timedelta(minutes=15)


class StaffTry(models.Model):
    """One try with a password or a code, from before it is looked at; what turns out to be right is deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    failed = models.BooleanField(default=False, help_text="It was looked at, and is wrong.")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["user", "at"], name="staff_tries_by_user")]

    def __str__(self) -> str:
        return f"try:{self.pk}"


class StaffLockQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(released_at__isnull=True)


class StaffLock(models.Model):
    """A locked account. It stays locked until someone else releases it, with a reason (CJIS AC-7)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    locked_at = models.DateTimeField()
    released_by = models.CharField(max_length=100, blank=True, help_text="A reference such as staff:7.")
    released_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    tried_at = models.DateTimeField(null=True, help_text="When an event last told that someone tried in spite of it.")

    objects = StaffLockQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(released_at=None), name="one_open_lock_of_an_account"),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by="", reason="")
                | Q(released_at__isnull=False) & ~Q(released_by="") & ~Q(reason=""),
                name="a_lock_is_released_by_someone_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"lock:{self.pk}"
