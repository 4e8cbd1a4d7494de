"""`staff_roles`: makes the roles of the staff, with their permissions."""

from django.core.management.base import BaseCommand, CommandError

from clearance.roles.actions import set_up_roles
from clearance.roles.roles import ROLES


class Command(BaseCommand):
    """Run it after every `migrate`: it changes nothing where all is as it should be. Who holds a role is said in the
    admin, on the page of each user, and stays as it is.
    """

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--by", default="command", help="who does it, for the event log")

    def handle(self, *, by, **options):
        try:
            changed = set_up_roles(by=by)
        except LookupError as error:
            raise CommandError(error.args[0]) from None
        for role in ROLES:
            self.stdout.write(f"{role.name}{' (set up)' if role in changed else ''}: {role.does}")
