"""Issues a code for one person and prints it. It is shown this once."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clearance.records.models import Person
from lookup.identity import actions


class Command(BaseCommand):
    help = "Issue a one-time code with which a person can see their own record."

    def add_arguments(self, parser):
        parser.add_argument("person_id", help="The person's id in the records, whose identity was checked.")

    def handle(self, *, person_id, **options):
        try:
            person = Person.objects.get(person_id=person_id)
        except Person.DoesNotExist:
            raise CommandError(f"No person on record has the id {person_id!r}.") from None
        code = actions.issue_code(person=person, by="command:issue_code", at=timezone.now())
        self.stdout.write(f"{code}  (opens one visit, within {actions.CODE_LIFE.days} days)")
