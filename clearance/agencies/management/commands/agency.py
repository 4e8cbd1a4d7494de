"""`agency`: registers an agency, adds and ends its keys, lists all."""

from datetime import datetime
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from clearance.agencies import actions
from clearance.agencies.gaps import gaps
from clearance.agencies.models import DATA_POINTS, Agency, Area, Contact, Key


class Command(BaseCommand):
    """The same as in the admin. All of an agency is registered, or nothing."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", default="command", help="who does it, for the event log")
        steps = parser.add_subparsers(dest="step", required=True)
        new = steps.add_parser("register", help="a new agency")
        new.add_argument("code", help="its short name in files, such as greene-district-court")
        new.add_argument("--name", required=True)
        new.add_argument("--kind", required=True, choices=Agency.Kind.values)
        new.add_argument(
            "--data", required=True, help=f"what it needs to find its own record, of: {','.join(DATA_POINTS)}"
        )
        new.add_argument(
            "--named-as", default="", metavar="ID", help="its id in the law, where that names two of a kind"
        )
        new.add_argument("--statewide", action="store_true", help="responsible for every case")
        for kind in Area.Kind.values:
            new.add_argument(f"--{kind}", action="append", default=[], help="as the records name it; may be repeated")
        new.add_argument("--delivery", choices=Agency.Delivery.values, default=Agency.Delivery.PULL)
        new.add_argument("--contact", action="append", default=[], metavar="'NAME <EMAIL>'", help="may be repeated")
        key = steps.add_parser("key", help="add a key with which an agency signs, or end it")
        key.add_argument("code")
        key.add_argument("public_key", help="base64, as the client prints it")
        key.add_argument("--end", action="store_true", help="take nothing more that is signed with it")
        steps.add_parser("list", help="all agencies, and what each lacks")

    def handle(self, *, step: str, by: str, **options) -> None:
        try:
            {"register": self._register, "key": self._key, "list": self._list}[step](by, timezone.now(), options)
        except ValidationError as error:
            raise CommandError("\n".join(_lines(error))) from None

    @transaction.atomic
    def _register(self, by: str, at: datetime, given: dict) -> None:
        said = ("code", "name", "kind", "named_as", "statewide", "delivery")
        agency = Agency(data=given["data"].split(","), **{name: given[name] for name in said})
        actions.register(by=by, agency=agency, at=at)
        for kind in Area.Kind.values:
            for name in given[kind]:
                actions.save_area(by=by, area=Area(agency=agency, kind=kind, name=name))
        for contact in given["contact"]:
            name, email = parseaddr(contact)
            actions.save_contact(by=by, contact=Contact(agency=agency, name=name or email, email=email))
        self.stdout.write(f"{agency} ({agency.code}) is registered.")
        self._say_gaps(agency)

    def _key(self, by: str, at: datetime, given: dict) -> None:
        agency = Agency.objects.filter(code=given["code"]).first()
        if agency is None:
            raise CommandError(f"No agency has the code {given['code']}. `agency list` shows them.")
        if not given["end"]:
            key = actions.add_key(by=by, agency=agency, public_key=given["public_key"], at=at)
            self.stdout.write(f"{agency}: {key} is valid from now on.")
            return
        key = Key.objects.valid().filter(agency=agency, public_key=given["public_key"]).first()
        if key is None:
            raise CommandError(f"{agency} has no valid key {given['public_key']}. `agency list` shows its keys.")
        actions.end_key(by=by, key=key, at=at)
        self.stdout.write(f"{agency}: nothing more is taken that {key} signs.")

    def _list(self, by: str, at: datetime, given: dict) -> None:
        for agency in Agency.objects.prefetch_related("areas", "keys").order_by("code"):
            closed = ", closed" if agency.closed_at else ""
            where = "statewide" if agency.statewide else ", ".join(map(str, agency.areas.all())) or "no area"
            self.stdout.write(f"{agency.code}: {agency.name}, {agency.kind}, {where}{closed}")
            for key in agency.keys.all():
                self.stdout.write(f"  key {key.public_key}{' (ended)' if key.ended_at else ''}")
            if not agency.closed_at:
                self._say_gaps(agency)

    def _say_gaps(self, agency: Agency) -> None:
        for one in gaps(agency):
            self.stdout.write(self.style.WARNING(f"  still to do: {one}"))


def _lines(error: ValidationError) -> list[str]:
    """What is wrong, each after what it is wrong with."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [f"{name}: {message}" for name, messages in error.message_dict.items() for message in messages]
