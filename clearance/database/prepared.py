"""Queries of the pages that are asked most: made into SQL once, and asked with other values after that.

Django makes the SQL of a query each time it is asked. On a page of ten short queries that takes longer than the
database takes to answer all of them. This leans on how Django goes about it: tests/test_prepared.py says what must
stay.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet
from django.db.models.sql import UpdateQuery


class Given(Expression):
    """In a prepared query, a value that comes with each asking; `field`: what kind it is of."""

    def __init__(self, name: str, field: Field):
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: object, connection: object) -> tuple[str, list]:
        return "%s", [self]


class Prepared:
    """A query with places for values. It answers with what its QuerySet would, read anew each time.

    ::

        OF_PERSON = Prepared(Case.objects.filter(person=Given("person", BigIntegerField())))
        cases = OF_PERSON(person=1042)
    """

    def __init__(self, queryset: QuerySet):
        self._queryset = queryset

    def __call__(self, **given: object) -> list[Any]:
        """The rows. Raises KeyError where a value is missing."""
        asked, compiler, sql, places = _once(self, self._compile)
        values = _filled(places, given)
        compiler.as_sql = lambda *args, **kwargs: (sql, values)
        return list(asked._iterable_class(asked))

    def first(self, **given: object) -> Any | None:
        """The first row, for a query that has one at most; None where there is none."""
        return next(iter(self(**given)), None)

    def _compile(self):
        asked = self._queryset.all()
        compiler = asked.query.get_compiler(connection=connection)
        asked.query.get_compiler = lambda *args, **kwargs: compiler
        sql, places = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
        compiler.get_converters = lambda columns: converters
        return asked, compiler, sql, places


class PreparedUpdate:
    """The same for what a QuerySet's `update` does with such values."""

    def __init__(self, queryset: QuerySet, **values: object):
        self._queryset, self._values = queryset, values

    def __call__(self, **given: object) -> int:
        """How many rows it changed. Raises KeyError where a value is missing."""
        sql, places = _once(self, self._compile)
        with connection.cursor() as cursor:
            cursor.execute(sql, _filled(places, given))
            return cursor.rowcount

    def _compile(self):
        query = self._queryset.query.chain(UpdateQuery)
        query.add_update_values(self._values)
        return query.get_compiler(connection=connection).as_sql()


def _once(query: Prepared | PreparedUpdate, compile_: Callable[[], tuple]) -> tuple:
    """What Django makes of the query: once for this connection, and so for this thread."""
    if not hasattr(connection, "prepared"):
        connection.prepared = {}
    if query not in connection.prepared:
        connection.prepared[query] = compile_()
    return connection.prepared[query]


def _filled(places: tuple, given: dict[str, object]) -> list:
    return [
        one.output_field.get_db_prep_value(given[one.name], connection) if isinstance(one, Given) else one
        for one in places
    ]
