"""Names, identifiers and addresses of people. They never reach the engine, and no page lists them."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from clearance import keyring
from clearance.law.vocabulary import IDENTIFIERS
from clearance.records.identities.addresses import Address, opened
from clearance.records.tables import CAME_WITH


class PersonName(models.Model):
    """A name that a person has or had, as an agency reports it."""

    source = models.ForeignKey("records.Source", models.PROTECT, **CAME_WITH)
    last_import = models.ForeignKey("records.Import", models.PROTECT, related_name="+", **CAME_WITH)
    person = models.ForeignKey("records.Person", models.PROTECT, related_name="names")
    kind = models.TextField(null=True)  # legal, alias, former …, in the agency's words
    last_name = models.TextField(null=True)
    first_name = models.TextField(null=True)
    middle_name = models.TextField(null=True)
    suffix = models.TextField(null=True)

    def __str__(self) -> str:
        return f"name {self.pk}"


class PersonIdentifierQuerySet(models.QuerySet):
    def with_digest(self, kind: str, digest: keyring.Digest) -> Self:
        """Those of the number that has this digest, under its key or any newer one. While keys are being changed some
        are still under an older one: a digest from `numbers.to_find` finds these too.
        """
        newer = (key for key in keyring.numbers(keyring.IDENTIFIERS) if key >= digest.key)
        return self.filter(kind=kind, digest__in=[keyring.under(digest, key=key).value for key in newer])


class PersonIdentifier(models.Model):
    """A number that is one person's: kept only as a keyed digest, with the number of the key (clearance/keyring.py)."""

    source = models.ForeignKey("records.Source", models.PROTECT, **CAME_WITH)
    last_import = models.ForeignKey("records.Import", models.PROTECT, related_name="+", **CAME_WITH)
    person = models.ForeignKey("records.Person", models.PROTECT, related_name="identifiers")
    kind = models.TextField()  # state_id, license (with its state in the value), ssn
    key = models.PositiveSmallIntegerField(help_text="The number of the key.")
    digest = models.BinaryField(max_length=32)

    objects = PersonIdentifierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "digest"], name="person_has_an_identifier_once"),
            models.CheckConstraint(
                condition=Q(kind__in=IDENTIFIERS["kind"].codes), name="personidentifier_kind_is_a_code"
            ),
        ]
        indexes = [models.Index(fields=["kind", "digest"], name="records_identifier_digest")]

    def __str__(self) -> str:
        return f"identifier {self.pk}"


class PersonAddressQuerySet(models.QuerySet):
    def confirmed_since(self, day: date) -> Self:
        """Those that an authoritative source confirmed on that day or later."""
        return self.filter(confirmed_on__gte=day)


class PersonAddress(models.Model):
    """Where the agency last knew a person to live: sealed, and opened only to write to them."""

    source = models.ForeignKey("records.Source", models.PROTECT, **CAME_WITH)
    last_import = models.ForeignKey("records.Import", models.PROTECT, related_name="+", **CAME_WITH)
    person = models.OneToOneField("records.Person", models.PROTECT, related_name="address")
    sealed = models.BinaryField(help_text="The address (addresses.py), sealed for this person.")
    key = models.PositiveSmallIntegerField(help_text="The number of the key of the digest.")
    digest = models.BinaryField(max_length=32, help_text="By which an import sees whether the address changed.")
    confirmed_on = models.DateField(null=True, help_text="When an authoritative source last confirmed it.")

    objects = PersonAddressQuerySet.as_manager()

    def __str__(self) -> str:
        return f"address {self.pk}"

    def read(self) -> Address:
        """The address itself. Raises keyring.Unsealable."""
        return opened(self.sealed, person_id=self.person.person_id)
