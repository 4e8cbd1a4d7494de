"""How often something was asked for in an hour."""

from django.db import models


class Tally(models.Model):
    """How often something was asked for in an agency's name, within an hour of the clock."""

    agency = models.CharField(max_length=60, blank=True, help_text="The agency's code; empty: none that is known.")
    what = models.CharField(max_length=30, help_text="Such as checked, or refused: signature.")
    hour = models.DateTimeField(help_text="When the hour began.")
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["-hour", "agency", "what"]
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["agency", "what", "hour"], name="one_tally_an_hour")]
        indexes = [models.Index(fields=["hour"], name="notices_tally_hour")]

    def __str__(self) -> str:
        return f"{self.what}, {self.agency or 'no agency'}, {self.hour:%Y-%m-%d %H:%M} UTC"
