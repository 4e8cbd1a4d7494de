"""The roles of a PostgreSQL database, each with no more rights than its work needs, as statements to run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from clearance.database.grants import GRANTS
from clearance.database.rows import PERSONAL, policies

#: What each role is for, and whether anyone signs in as it.
LOGIN = {
    "owner": True,  # migrates; owns all but the event log
    "web": True,  # serves the public and the staff pages
    "worker": True,  # runs the worker and the commands
    "audit_owner": False,  # owns the event log, so that nobody who signs in does
    "auditor": True,  # reads the event log and checks it
    "backup": True,  # reads everything, for pg_dump
}
#: Whatever does not belong to the event log is in `public`. The worker's staging tables come and go in `staging`.
LOG, STAGING = "audit", "staging"
#: What keeps values of a failing statement out of the server's log; `checks` asks for the same.
QUIET = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
}
WRITES_EVENTS = ("owner", "web", "worker", "auditor")
PREFIX = re.compile(r"[a-z][a-z0-9_]*")

#: Relations and functions, each once, that no extension brought; sequences of columns follow their tables.
OBJECTS = """
SELECT n.nspname, CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.relname, ''
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname IN ('public', 'audit') AND c.relkind IN ('r', 'p', 'v', 'S')
AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype IN ('e', 'a', 'i')
                AND d.classid = 'pg_class'::regclass AND (d.deptype = 'e' OR c.relkind = 'S'))
UNION ALL
SELECT n.nspname, 'FUNCTION', p.proname, '(' || pg_get_function_identity_arguments(p.oid) || ')'
FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname IN ('public', 'audit') AND p.prokind = 'f'
AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')
ORDER BY 1, 2, 3
"""


@dataclass(frozen=True)
class Thing:
    """A table, view, sequence or function of the database."""

    schema: str
    kind: str
    name: str
    arguments: str

    @property
    def of_the_log(self) -> bool:
        return self.name.startswith("audit_")

    def sql(self, schema: str) -> str:
        return f'{self.kind} {schema}."{self.name}"{self.arguments}'


def statements(prefix: str) -> Iterator[str]:
    """Every statement, in order, for the database of Django's connection as it is now. All can be run again and again.

    They need a superuser. Raises ValueError for a prefix that makes no name.
    """
    if not PREFIX.fullmatch(prefix):
        raise ValueError(f"{prefix!r} begins no role's name; allowed: small letters, digits and _, a letter first.")
    role = {name: f'"{prefix}{name}"' for name in LOGIN}
    things = [Thing(*row) for row in _rows(OBJECTS)]
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    yield from _roles(prefix, role, database)
    yield from _schemas(role, database)
    yield from _owners(things, role)
    yield from _grants(things, role)
    yield from _grants_on_the_log(role)
    for table in PERSONAL:
        yield from policies(role, table)


def _rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _roles(prefix: str, role: dict[str, str], database: str) -> Iterator[str]:
    there = {name for (name,) in _rows("SELECT rolname FROM pg_roles")}
    for name, logs_in in LOGIN.items():
        if f"{prefix}{name}" not in there:
            yield f"CREATE ROLE {role[name]}"
        may = "LOGIN" if logs_in else "NOLOGIN"
        # A backup of what some rows' policies hide would be no backup.
        rows = "BYPASSRLS" if name == "backup" else "NOBYPASSRLS"
        yield f"ALTER ROLE {role[name]} {may} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION {rows}"
        if logs_in:
            for setting, value in QUIET.items():
                yield f"ALTER ROLE {role[name]} IN DATABASE {database} SET {setting} = '{value}'"


def _schemas(role: dict[str, str], database: str) -> Iterator[str]:
    everyone = ", ".join(role[name] for name, logs_in in LOGIN.items() if logs_in)
    yield f"ALTER DATABASE {database} OWNER TO {role['owner']}"
    yield f"REVOKE ALL ON DATABASE {database} FROM PUBLIC"
    yield f"GRANT CONNECT ON DATABASE {database} TO {everyone}"
    # The log's tables are found under their plain names wherever they stand.
    yield f"ALTER DATABASE {database} SET search_path = public, {LOG}"
    yield f"ALTER ROLE {role['worker']} IN DATABASE {database} SET search_path = {STAGING}, public, {LOG}"
    for schema, owner in (("public", "owner"), (LOG, "audit_owner"), (STAGING, "worker")):
        yield f"CREATE SCHEMA IF NOT EXISTS {schema}"
        yield f"ALTER SCHEMA {schema} OWNER TO {role[owner]}"
        yield f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public, {LOG} TO {everyone}"


def _owners(things: list[Thing], role: dict[str, str]) -> Iterator[str]:
    """The log moves into its own schema: whoever owns a schema can drop what is in it."""
    for thing in things:
        if thing.of_the_log and thing.schema != LOG:
            yield f"ALTER {thing.sql(thing.schema)} SET SCHEMA {LOG}"
        schema, owner = (LOG, "audit_owner") if thing.of_the_log else (thing.schema, "owner")
        yield f"ALTER {thing.sql(schema)} OWNER TO {role[owner]}"
        if thing.kind == "FUNCTION" and thing.of_the_log:
            yield f"REVOKE ALL ON {thing.sql(schema)} FROM PUBLIC"
    yield f"ALTER FUNCTION {LOG}.audit_event_chain() SET search_path = pg_catalog, {LOG}, pg_temp"


def _grants(things: list[Thing], role: dict[str, str]) -> Iterator[str]:
    others = ", ".join([*(role[name] for name in ("web", "worker", "auditor", "backup")), "PUBLIC"])
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public, {LOG} FROM {others}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {LOG} FROM {role['owner']}"
    for thing in things:
        for name, rights in GRANTS.get(thing.name, {}).items():
            yield f"GRANT {rights} ON {thing.sql('public')} TO {role[name]}"
    yield f"GRANT pg_read_all_data TO {role['backup']}"


def _grants_on_the_log(role: dict[str, str]) -> Iterator[str]:
    """To add, without a choice of number, time or link; and to get back which number and time it became. Beyond that
    the site reads who looked at a record, the worker what it signs, and the auditor all.
    """
    event, head, looks = f"{LOG}.audit_event", f"{LOG}.audit_head", f"{LOG}.audit_record_look"
    writers = ", ".join(role[name] for name in WRITES_EVENTS)
    yield f"GRANT INSERT (actor, action, subject, purpose, detail), SELECT (id, at) ON {event} TO {writers}"
    yield f"GRANT SELECT ON {looks} TO {role['web']}"
    yield f"GRANT SELECT (hash) ON {event} TO {role['worker']}"
    yield f"GRANT SELECT ON {head} TO {role['worker']}"
    yield f"GRANT SELECT ON {event}, {head}, {looks} TO {role['auditor']}"
