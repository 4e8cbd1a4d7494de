"""The security events that Login.gov has told us of, so that each counts once."""

from django.db import models


class SecurityEvent(models.Model):
    """One event, by a digest of its id. Of whom it told is not kept; the event log says which account it froze."""

    jti = models.CharField(max_length=64, unique=True, help_text="SHA-256 of its id, in hex.")
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"security_event:{self.pk}"
