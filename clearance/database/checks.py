"""A check of `manage.py check --deploy`: PostgreSQL keeps what is on people's records out of its own log."""

from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError, connection

from clearance.database.roles import QUIET

#: Settings as the server shows them. Where auto_explain is not loaded it has none.
WANTED = QUIET | {"auto_explain.log_parameter_max_length": "0"}
HINT = "Set it in postgresql.conf, or run `manage.py database_roles`, which sets it for its roles."


@register(deploy=True)
def the_server_logs_no_values(**options: object) -> list[CheckMessage]:
    """By default PostgreSQL writes a failing statement, its values and the row it met into the server's log."""
    if connection.vendor != "postgresql":
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(WANTED)])
            shown = cursor.fetchall()
    except DatabaseError as error:
        return [Error(f"The database could not be asked what it logs: {type(error).__name__}.", id="clearance.E002")]
    why = "PostgreSQL may log what is on people's records"
    return [
        Error(f"{why}: {name} is {value}, not {WANTED[name]}.", HINT, id="clearance.E001")
        for name, value in sorted(shown)
        if value != WANTED[name]
    ]
