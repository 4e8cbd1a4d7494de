"""The event log: one row for every act and every look at a record. Rows are added, never changed or removed."""

from django.db import models
from django.db.models.functions import Now


class EventQuerySet(models.QuerySet):
    def about(self, subject: str) -> "EventQuerySet":
        return self.filter(subject=subject)

    def of_kind(self, action: str) -> "EventQuerySet":
        return self.filter(action=action)


class Event(models.Model):
    """Who did what to whom, and when. Holds references such as `person:1042`, never a name, and no foreign keys:
    it must outlive the rows that it tells of. Written by `actions.record` only; the database refuses changes.
    """

    at = models.DateTimeField(db_default=Now(), editable=False, help_text="Set by the database's clock, in UTC.")
    actor = models.CharField(max_length=100, help_text="A reference to whoever did it, such as staff:7 or visit:31.")
    action = models.CharField(max_length=60, help_text="What was done, such as code.issued.")
    subject = models.CharField(max_length=100, help_text="A reference to what it was done to, such as person:1042.")
    purpose = models.CharField(max_length=200, blank=True, help_text="Why, where the actor was asked to say so.")
    detail = models.JSONField(default=dict, blank=True, help_text="Counts, hashes and references. No personal data.")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject", "action"], name="audit_subject_action")]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.subject}"
