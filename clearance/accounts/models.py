"""What is kept of tries to sign in."""

from django.db import models

# This is where Django looks for them.
from clearance.accounts.staff.models import StaffLock, StaffTry  # noqa: F401


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
