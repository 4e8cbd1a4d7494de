"""`staff`: members of staff, from the terminal of the server: the first one, and whoever is locked out."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clearance.accounts.staff import actions
from clearance.accounts.staff.steps import STEPS

BY = "command:staff"


class Command(BaseCommand):
    """The same steps as in the admin, for when nobody can sign in there. Run it with the database role `owner`; whoever
    can has come in by the machine's own sign-in, so no other is asked for. Each step is an event of `command:staff`.
    """

    help = "Invite members of staff, give out links to set a password, release, suspend and reinstate."

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        invite = steps.add_parser("invite", help="a new member of staff; prints a link with which they set a password")
        invite.add_argument("name", help="the user name")
        invite.add_argument("--email", default="", help="where they are told that a second factor has changed")
        invite.add_argument("--role", action="append", default=[], help="as staff_roles prints it; may be repeated")
        invite.add_argument("--superuser", action="store_true", help="may do everything that one person may")
        steps.add_parser("link", help="prints a new link to set a password").add_argument("name")
        for name, step in STEPS.items():
            parser = steps.add_parser(name, help=step.label.lower())
            parser.add_argument("name", help="the user name")
            parser.add_argument("--why", required=True, help="for the event log")

    def handle(self, *, step: str, name: str, **options) -> None:
        try:
            said = self._invite(name, **options) if step == "invite" else self._with(name, step, **options)
        except actions.Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(said)

    def _invite(self, name: str, *, email: str, role: list[str], superuser: bool, **options) -> str:
        who = {"username": name, "email": email, "roles": tuple(role), "superuser": superuser}
        return _hand_over(actions.invite(by=BY, **who))

    def _with(self, name: str, step: str, why: str = "", **options) -> str:
        user = get_user_model().objects.filter(username=name, is_staff=True).first()
        if user is None:
            raise CommandError(f"No member of staff has the user name {name}. The admin lists them under Users.")
        if step == "link":
            return _hand_over(actions.set_up_link(by=BY, user=user))
        STEPS[step].do(by=BY, user=user, reason=why, at=timezone.now())
        return f"{STEPS[step].label}: done."


def _hand_over(link: str) -> str:
    return f"{link}\nIt works once, for three days. Hand it over in person, or by a way that you trust."
