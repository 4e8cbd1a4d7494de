"""The event log: one row for every act and every look at a record. Rows are added, never changed or removed."""

from django.db import models
from django.db.models import Q


class AboutQuerySet(models.QuerySet):
    def about(self, subject: str) -> "AboutQuerySet":
        return self.filter(subject=subject)


class EventQuerySet(AboutQuerySet):
    def of_kind(self, action: str) -> "EventQuerySet":
        return self.filter(action=action)


class Event(models.Model):
    """Who did what to whom, and when. Holds references such as `person:1042`, never a name, and no foreign keys:
    it must outlive the rows that it tells of. Written by `actions.record` only; the database refuses changes, and gives
    each event its number, its time and its place in the hash chain (`chain`).
    """

    at = models.DateTimeField(editable=False, help_text="Set by the database's clock, in UTC.")
    actor = models.CharField(max_length=100, help_text="A reference to whoever did it, such as staff:7 or visit:31.")
    action = models.CharField(max_length=60, help_text="What was done, such as code.issued.")
    subject = models.CharField(max_length=100, help_text="A reference to what it was done to, such as person:1042.")
    purpose = models.CharField(max_length=200, blank=True, help_text="Why, where the actor was asked to say so.")
    detail = models.JSONField(default=dict, blank=True, help_text="Counts, hashes and references. No personal data.")
    prev = models.BinaryField(help_text="The hash of the event before; of the first, 32 zeros.")
    canonical = models.BinaryField(help_text="What the other columns say, as the bytes that were hashed.")
    hash = models.BinaryField(help_text="SHA-256 of the two.")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject", "action"], name="audit_subject_action")]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.subject}"


class Head(models.Model):
    """The end of the chain, one row: whoever adds an event locks it and takes the next number from it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last_id = models.PositiveBigIntegerField(help_text="The number of the newest event; 0 before the first.")
    hash = models.BinaryField(help_text="Its hash; 32 zeros before the first.")

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(id=1), name="the_chain_has_one_head")]

    def __str__(self) -> str:
        return f"event:{self.last_id}"


class RecordLook(models.Model):
    """One look at a record, by the person, by staff or by an agency: all that the site may read of the log. A view in
    the database, so that the site's own role needs no right to read the rest.
    """

    at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=100)
    agency = models.TextField(null=True, help_text="The code of the agency that looked, where one did.")

    objects = AboutQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "audit_record_look"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.actor} {self.subject}"
