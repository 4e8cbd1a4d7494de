"""Prints the public key of this installation, which agencies put under `server_key` before they believe its notices."""

from django.core.management.base import BaseCommand

from clearance.installation_key import installation_key
from clearance.signing import public_key


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: object) -> None:
        self.stdout.write(public_key(installation_key()))
