"""Notices to agencies, and their lines: one for each clearance or reversal that an agency is told of."""

import json
from datetime import date
from hashlib import sha256
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable

from clearance.agencies.models import Agency
from clearance.records.models import Person
from clearance.runs.models import Clearance, Policy, Run

#: How an agency may answer a line; the names of the counters of a notice, too.
OUTCOMES = ("done", "not_found", "conflict", "refused")


def answered() -> Combinable:
    """How many lines of a notice have an answer."""
    return F("done") + F("not_found") + F("conflict") + F("refused")


class NoticeQuerySet(models.QuerySet):
    def sealed(self) -> Self:
        """Those that are closed and signed: they may leave the house."""
        return self.filter(sealed_at__isnull=False)

    def unsealed(self) -> Self:
        """Those that are still being filled."""
        return self.filter(sealed_at__isnull=True)

    def in_order(self) -> Self:
        """As each agency must work them: a record is restored only after it was cleared."""
        return self.order_by("agency_id", "number")

    def undelivered(self) -> Self:
        return self.sealed().filter(delivered_at__isnull=True)

    def given_up(self) -> Self:
        """Those that could not be delivered: someone must look."""
        return self.undelivered().filter(given_up_at__isnull=False)

    def unacknowledged(self) -> Self:
        """Those that were sealed and of which at least one line has no answer yet."""
        return self.sealed().filter(acknowledged_at__isnull=True)

    def overdue(self, on: date) -> Self:
        """Those of which a line had no answer by the end of the day it was due."""
        return self.unacknowledged().filter(due_on__lt=on)


class Notice(models.Model):
    """What one agency is told together. It is open while the batches of a run fill it; then it is sealed: numbered,
    hashed and signed, and the database refuses any change but how it was delivered and answered.

    `id` follows from agency, origin and part, so that a notice which is made anew has the same. `number` counts the
    sealed notices of an agency from 1 without a gap: the order in which it must work them.
    """

    class Kind(models.TextChoices):
        CLEAR = "clear", "clear"
        RESTORE = "restore", "restore"

    #: So many lines close a notice, and the next part opens.
    MOST_LINES = 10_000

    id = models.UUIDField(primary_key=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="notices", db_index=False)
    kind = models.CharField(max_length=7, choices=Kind)
    origin = models.CharField(
        max_length=60, help_text="run:5:2 for stage 2 of run 5, reversal:7, or again:12 for a work item."
    )
    part = models.PositiveIntegerField(help_text="Of those to the same agency from the same origin.")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="notices", db_index=False)
    data = models.JSONField(help_text="The data points of every line, in the order of the columns.")
    lines = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    number = models.PositiveBigIntegerField(null=True, help_text="Counted for the agency from 1.")
    sealed_at = models.DateTimeField(null=True)
    sha256_jsonl = models.CharField("SHA-256 of the JSON Lines", max_length=64, blank=True)
    sha256_csv = models.CharField("SHA-256 of the CSV", max_length=64, blank=True)
    manifest = models.TextField(blank=True, help_text="The manifest as it was signed, byte by byte.")
    signature = models.CharField(max_length=88, blank=True)
    due_on = models.DateField(null=True, help_text="The last day for an answer to every line, as the law says.")
    delivered_at = models.DateTimeField(null=True, help_text="When all of it was first fetched, or put in its folder.")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    given_up_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    not_found = models.PositiveIntegerField(default=0)
    conflict = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True, help_text="When the last line got its first answer.")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = [F("sealed_at").desc(nulls_first=True), "id"]
        permissions = [("redeliver_notice", "Can have the delivery of a notice tried again")]
        constraints = [
            models.UniqueConstraint(fields=["agency", "origin", "part"], name="one_part_of_a_number_per_origin"),
            models.UniqueConstraint(fields=["agency", "number"], name="one_notice_of_a_number_per_agency"),
            models.CheckConstraint(condition=Q(kind__in=("clear", "restore")), name="notice_kind_is_a_code"),
            models.CheckConstraint(
                condition=Q(
                    sealed_at__isnull=True,
                    number__isnull=True,
                    sha256_jsonl="",
                    sha256_csv="",
                    manifest="",
                    signature="",
                )
                | Q(sealed_at__gte=F("opened_at"), number__gte=1, lines__gte=1)
                & ~Q(sha256_jsonl="")
                & ~Q(sha256_csv="")
                & ~Q(manifest="")
                & ~Q(signature=""),
                name="notice_is_sealed_whole",
            ),
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=False)
                | Q(delivered_at__isnull=True, done=0, not_found=0, conflict=0, refused=0, due_on__isnull=True),
                name="notice_is_sealed_before_it_leaves",
            ),
            models.CheckConstraint(condition=Q(lines__gte=answered()), name="no_more_answers_than_lines"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, lines__gt=answered())
                | Q(acknowledged_at__isnull=True, lines=0)
                | Q(acknowledged_at__isnull=False, lines=answered()),
                name="notice_is_acknowledged_with_its_last_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"Notice {self.number or 'not sealed'} to {self.agency}"

    @property
    def reference(self) -> str:
        """How the event log names it."""
        return f"notice:{self.pk}"

    @property
    def waiting(self) -> int:
        """How many lines have no answer."""
        return self.lines - sum(getattr(self, outcome) for outcome in OUTCOMES)

    @property
    def manifest_sha256(self) -> str:
        """What an acknowledgement names, to say that it answers this very content."""
        return sha256(self.manifest.encode()).hexdigest()

    def file_name(self, ending: str) -> str:
        """Of one of its files: jsonl, csv, manifest.json."""
        return f"{self.pk}.{ending}"

    def manifest_file(self) -> bytes:
        """The manifest with its signature, as agencies get it."""
        return json.dumps({"manifest": json.loads(self.manifest), "signature": self.signature}, indent=1).encode()


class LineQuerySet(models.QuerySet):
    def of_person(self, person: Person) -> Self:
        return self.filter(clearance__person=person)

    def newest_first(self) -> Self:
        """Of several lines about a clearance to an agency the first is the one that counts."""
        return self.order_by(F("notice__number").desc(nulls_first=True), "-number")


class Line(models.Model):
    """One record in a notice. A notice and a number name it, in messages too. The answer only goes forward.

    `payload` holds the notice's data points and nothing else. `earlier_notice` and `earlier_line` name the line that
    this one undoes, or sends again.
    """

    class Outcome(models.TextChoices):
        WAITING = "", "no answer yet"
        DONE = "done", "done"
        NOT_FOUND = "not_found", "not found"
        CONFLICT = "conflict", "found, but with other data"
        REFUSED = "refused", "refused"

    pk = models.CompositePrimaryKey("notice_id", "number")
    # Three lines for every clearance: a trigger looks once for each batch whether its notice is there and open.
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="all_lines", db_constraint=False, db_index=False)
    number = models.PositiveIntegerField()
    clearance = models.ForeignKey(Clearance, models.PROTECT, related_name="lines", db_constraint=False)
    payload = models.JSONField()
    earlier_notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    earlier_line = models.PositiveIntegerField(null=True)
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.WAITING)
    code = models.CharField(max_length=20, blank=True, help_text="Why the agency refused.")
    outcome_at = models.DateTimeField(null=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", code="", outcome_at__isnull=True)
                | Q(outcome__in=("done", "not_found", "conflict"), code="", outcome_at__isnull=False)
                | Q(outcome="refused", outcome_at__isnull=False) & ~Q(code=""),
                name="line_outcome_is_a_code",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of notice {self.notice_id}"


class ToldBatch(models.Model):
    """Says that the clearances of a batch stand in notices, so that no batch is told twice."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="told_batches", db_index=False)
    batch = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "batch"], name="a_batch_is_told_once")]

    def __str__(self) -> str:
        return f"batch {self.batch} of run {self.run_id}"


#: Under this every notice has its id.
NAMESPACE = UUID("0b0c5b9e-0d6b-5a0e-9f5c-5d1f6a3c7e21")
