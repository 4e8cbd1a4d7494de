"""Whose rows PostgreSQL shows the site: a second net under its own checks (row-level security).

To the role `web` the tables below are empty, until the site says of whom it reads: of one person, for the rest of the
transaction, or of everyone, for a page of staff or of an agency. SQLite, which knows no roles, shows all.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

#: Tables with rows about people, and the column that says about whom.
PERSONAL = {
    "records_person": "id",
    "records_personname": "person_id",
    "records_case": "person_id",
    "records_charge": "person_id",
    "runs_determination": "person_id",
    "runs_decision": "person_id",
    "runs_clearance": "person_id",
    "record_concern": "person_id",
    "record_incident": "person_id",
}
#: The settings of a connection in which the site says it.
PERSON, READER = "app.person", "app.reader"
#: Where staff and agencies have their pages, each of which checks for itself who may read what.
OF_MANY = ("/admin/", "/agency/")


def only_person(pk: int) -> None:
    """From here to the end of the transaction, show the rows of this person.

    Raises TransactionManagementError where there is none.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "Whose rows are shown is said for a transaction, and there is none."
        )
    _say(PERSON, str(pk), local=True)


@contextmanager
def everyone() -> Iterator[None]:
    """Show the rows of everyone while this is open."""
    _show()
    try:
        yield
    finally:
        _hide()


class ShowsStaffTheirRows:
    """Middleware: on the pages of staff and of agencies, rows of everyone are shown until the answer has been sent.
    Should an answer never be closed, the next request ends it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _hide()
        if not request.path_info.startswith(OF_MANY):
            return self.get_response(request)
        _show()
        try:
            response = self.get_response(request)
        except BaseException:
            _hide()
            raise
        if response.streaming:
            response._resource_closers.append(_hide)
        else:
            _hide()
        return response


def _show() -> None:
    _say(READER, "everyone", local=False)
    connection.shows_everyone = True


def _hide() -> None:
    if getattr(connection, "shows_everyone", False):
        connection.shows_everyone = False
        _say(READER, "", local=False)


def policies(role: dict[str, str], table: str) -> Iterator[str]:
    """The statements that put a table under this rule. `role`: the names of the roles."""
    said = f"current_setting('{PERSON}', true)"
    mine = f"{PERSONAL[table]} = nullif({said}, '')::bigint"
    many = f"current_setting('{READER}', true) = 'everyone'"
    others = ", ".join(role[name] for name in ("owner", "worker"))
    yield f'ALTER TABLE public."{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE public."{table}" FORCE ROW LEVEL SECURITY'
    for name, to, condition in (("whose", role["web"], f"{many} OR {mine}"), ("all", others, "true")):
        yield f'DROP POLICY IF EXISTS "{name}" ON public."{table}"'
        yield f'CREATE POLICY "{name}" ON public."{table}" TO {to} USING ({condition})'


def _say(setting: str, value: str, *, local: bool) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, %s)", [setting, value, local])
