"""`database_roles`: who may do what in a PostgreSQL database."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from clearance.audit.actions import record
from clearance.audit.models import Event
from clearance.database.roles import statements


class Command(BaseCommand):
    """Makes the roles, gives each table to its owner and each role its rights, in one transaction.

    It can be run again, and has to be after an upgrade that brings tables. It sets and prints no password. Records stay
    as they are; only who may touch them changes, and that is an event. It needs a superuser.
    """

    help = "Make the database's roles and give each its rights (PostgreSQL)."

    def add_arguments(self, parser):
        parser.add_argument("--prefix", default="clearance_", help="what the names of the roles begin with")
        parser.add_argument("--dry-run", action="store_true", help="print the statements, change nothing")

    def handle(self, *, prefix, dry_run, **options):
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no roles. CLEARANCE_DATABASE names a PostgreSQL database.")
        if Event._meta.db_table not in connection.introspection.table_names():
            raise CommandError("The database has no tables yet. Run `migrate` first.")
        try:
            commands = list(statements(prefix))
        except ValueError as error:
            raise CommandError(f"--prefix {error}") from None
        if dry_run:
            for command in commands:
                self.stdout.write(f"{command};")
            return
        self._run(commands, prefix)
        self.stdout.write(f"{len(commands)} statements run. The roles have no passwords yet unless you gave them some:")
        self.stdout.write(f"in psql, \\password {prefix}web, and so on.")

    def _run(self, commands, prefix):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if not cursor.fetchone()[0]:
                raise CommandError(
                    "This takes a superuser. Set CLEARANCE_DATABASE to one for this command, or let --dry-run print "
                    "the statements for whoever looks after the server."
                )
            # Before the log moves to where this connection would not find it.
            record(by="command:database_roles", action="roles.set", subject="database", detail={"prefix": prefix})
            for command in commands:
                cursor.execute(command)
