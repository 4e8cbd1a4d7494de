"""What agencies report: sources, their imports, and the people, cases and charges that came from them.

Columns bear the names of the record format (clearance/law/vocabulary.py). NULL is unknown, always.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from clearance.law.vocabulary import CASES, CHARGES, Column

# This is where Django looks for them.
from clearance.records.identities.models import PersonAddress, PersonIdentifier, PersonName  # noqa: F401
from clearance.records.tables import CAME_WITH

SOURCE_NAME = RegexValidator(r"^[a-z][a-z0-9_]*\Z", "Small letters, digits and underscores, beginning with a letter.")


def code_check(model: str, column: Column) -> models.CheckConstraint:
    """Only the vocabulary's codes; NULL passes."""
    return models.CheckConstraint(
        condition=Q((f"{column.name}__in", column.codes)), name=f"{model}_{column.name}_is_a_code"
    )


def key_check(column: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=~Q((column, "")), name=f"{column}_is_not_empty")


class Source(models.Model):
    """An agency's data feed and how its extract maps to the record format."""

    name = models.CharField(
        max_length=60,
        unique=True,
        validators=[SOURCE_NAME],
        help_text="The short name that import_records takes, such as suffolk_courts.",
    )
    title = models.CharField(max_length=200, blank=True, help_text="What people call this feed.")
    agency = models.CharField(max_length=200, blank=True, help_text="The agency that sends it.")
    profile = models.TextField(
        blank=True,
        help_text="The profile (TOML) that maps the agency's columns. Empty: the record format itself.",
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.title or self.name


class ImportQuerySet(models.QuerySet):
    def applied(self) -> "ImportQuerySet":
        """The imports that were taken in, whether or not they changed anything."""
        return self.exclude(outcome=Import.Outcome.REFUSED)

    def landed(self) -> "ImportQuerySet":
        """Those that added or changed records, in their order."""
        return self.filter(outcome=Import.Outcome.LANDED).order_by("pk")

    def newest(self) -> "Import | None":
        """The last one that changed records: what the records are now came with it."""
        return self.landed().last()


class Import(models.Model):
    """One load from a source. Numbers rise in the order in which imports landed. Written once, never changed."""

    class Outcome(models.TextChoices):
        LANDED = "landed", "landed"  # records were added or changed
        UNCHANGED = "unchanged", "nothing new"  # everything in it was here already
        REFUSED = "refused", "refused"  # too many bad rows; nothing was taken in

    source = models.ForeignKey(Source, models.PROTECT, related_name="imports")
    file = models.CharField(max_length=500)
    sha256 = models.CharField("SHA-256", max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    by = models.CharField(max_length=100)
    outcome = models.CharField(max_length=10, choices=Outcome)
    #: {table: {"read", "added", "changed", "unchanged", "rejected"}}, for people, cases and charges; for names,
    #: identifiers and addresses, where the file has them, "removed" in place of "changed": they are never altered.
    counts = models.JSONField(default=dict)
    #: {reason: rows} of what the source's profile leaves out.
    left_out = models.JSONField(default=dict)
    rejects_file = models.CharField(max_length=200, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        permissions = [("download_rejects", "Can download the rows that an import rejected")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=("landed", "unchanged", "refused")), name="import_outcome_is_a_code"
            ),
            models.CheckConstraint(condition=Q(finished_at__gte=F("started_at")), name="import_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"Import {self.pk} from {self.source}"

    def total(self, count: str) -> int:
        """One count over all tables, such as `total("rejected")`."""
        return sum(table.get(count, 0) for table in self.counts.values())


class ImportProblem(models.Model):
    """One kind of bad row in an import, and how often it came. The values themselves are only in the rejects file."""

    record = models.ForeignKey(Import, models.CASCADE, related_name="problems", verbose_name="import")
    table = models.CharField(max_length=100)
    column = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    remedy = models.TextField(blank=True, verbose_name="what to do")
    rows = models.PositiveIntegerField()
    first_line = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ["-rows", "table", "column"]

    def __str__(self) -> str:
        return f"{self.table} {self.column}: {self.reason}"


class PersonQuerySet(models.QuerySet):
    def changed_since(self, number: int) -> "PersonQuerySet":
        """People of whose records any changed in an import after that number."""
        return self.filter(last_import__gt=number)

    def identity_changed_since(self, number: int) -> "PersonQuerySet":
        """People who came, or whose names, birth date or identifiers changed, in an import after that number."""
        return self.filter(identity_import__gt=number)


class Person(models.Model):
    """Someone with a record. Who they are stands in their names, identifiers and address (identities/models.py)."""

    source = models.ForeignKey(Source, models.PROTECT, db_index=False)
    last_import = models.ForeignKey(
        Import, models.PROTECT, related_name="+", help_text="The import that last changed any record of this person."
    )
    identity_import = models.ForeignKey(
        Import,
        models.PROTECT,
        related_name="+",
        null=True,
        db_constraint=False,
        help_text="The import that last changed what tells this person apart: names, birth date, identifiers.",
    )
    person_id = models.TextField(unique=True)
    birth_date = models.DateField(null=True)
    sex = models.TextField(null=True)
    race = models.TextField(null=True)
    ethnicity = models.TextField(null=True)
    deceased = models.BooleanField(null=True)
    registered = models.BooleanField(null=True)
    county = models.TextField(null=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"
        constraints = [key_check("person_id")]
        # By it those are found whose record may be a visitor's.
        indexes = [models.Index(fields=["birth_date"], name="records_person_birth_date")]

    def __str__(self) -> str:
        return f"person {self.pk}"


class Case(models.Model):
    """A court case of one person."""

    source = models.ForeignKey(Source, models.PROTECT, **CAME_WITH)
    last_import = models.ForeignKey(Import, models.PROTECT, related_name="+", **CAME_WITH)
    case_id = models.TextField(unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    court = models.TextField(null=True)
    county = models.TextField(null=True)
    jurisdiction = models.TextField(null=True)
    case_number = models.TextField(null=True)
    tracking_number = models.TextField(null=True)
    filed_date = models.DateField(null=True)
    status = models.TextField(null=True)
    medium = models.TextField(null=True)
    restitution_owed = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    fines_owed = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    paid_date = models.DateField(null=True)
    supervised = models.BooleanField(null=True)
    supervision_end_date = models.DateField(null=True)
    release_date = models.DateField(null=True)
    revoked_date = models.DateField(null=True)
    warrant = models.BooleanField(null=True)
    last_activity_date = models.DateField(null=True)

    class Meta:
        constraints = [
            key_check("case_id"),
            code_check("case", CASES["status"]),
            code_check("case", CASES["medium"]),
        ]
        # By these an agency asks whether a record that it holds was cleared.
        indexes = [
            models.Index(fields=["case_number"], name="records_case_case_number"),
            models.Index(fields=["tracking_number"], name="records_case_tracking_number"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class ChargeQuerySet(models.QuerySet):
    def newest_case_first(self) -> "ChargeQuerySet":
        """Charges together with their cases, as a person reads them."""
        return self.select_related("case").order_by(
            F("case__filed_date").desc(nulls_last=True), "case_id", "sequence", "id"
        )

    def with_landing_times(self) -> "ChargeQuerySet":
        """With `landed_at` and `case_landed_at`: when the charge, and its case, last came or changed."""
        return self.annotate(
            landed_at=F("last_import__finished_at"), case_landed_at=F("case__last_import__finished_at")
        )


class Charge(models.Model):
    """One charge of a case. `attributes` NULL is unknown, empty is none."""

    source = models.ForeignKey(Source, models.PROTECT, **CAME_WITH)
    last_import = models.ForeignKey(Import, models.PROTECT, related_name="+", **CAME_WITH)
    charge_id = models.TextField(unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="charges")
    person = models.ForeignKey(Person, models.PROTECT, related_name="charges")
    sequence = models.BigIntegerField(null=True)
    statute = models.TextField(null=True)
    description = models.TextField(null=True)
    level = models.TextField(null=True)
    grade = models.TextField(null=True)
    max_sentence_days = models.BigIntegerField(null=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    offense_date = models.DateField(null=True)
    arrest_date = models.DateField(null=True)
    filed_date = models.DateField(null=True)
    disposition = models.TextField(null=True)
    disposition_date = models.DateField(null=True)
    plea = models.TextField(null=True)
    sentence_date = models.DateField(null=True)
    sentence_days = models.BigIntegerField(null=True)
    completion_date = models.DateField(null=True)
    attributes = models.TextField(null=True)

    objects = ChargeQuerySet.as_manager()

    class Meta:
        constraints = [
            key_check("charge_id"),
            code_check("charge", CHARGES["level"]),
            code_check("charge", CHARGES["disposition"]),
        ]

    def __str__(self) -> str:
        return f"charge {self.pk}"
