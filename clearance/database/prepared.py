"""Queries of the pages that are asked most: made into SQL once, and asked with other values after that.

Django makes the SQL of a query each time it is asked. On a page of ten short queries that takes longer than the
database takes to answer all of them.
"""

from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet


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
        asked, compiler, sql, values = self._compiled()
        values = [_value(one, given) if isinstance(one, Given) else one for one in values]
        compiler.as_sql = lambda *args, **kwargs: (sql, values)
        return list(asked._iterable_class(asked))

    def first(self, **given: object) -> Any | None:
        """The first row, for a query that has one at most; None where there is none."""
        return next(iter(self(**given)), None)

    def _compiled(self):
        """The query with the compiler that Django makes for it, the SQL and its values: for this connection, and so for
        this thread.
        """
        if not hasattr(connection, "prepared"):
            connection.prepared = {}
        if self not in connection.prepared:
            asked = self._queryset.all()
            compiler = asked.query.get_compiler(connection=connection)
            asked.query.get_compiler = lambda *args, **kwargs: compiler
            connection.prepared[self] = asked, compiler, *compiler.as_sql()
        return connection.prepared[self]


def _value(place: Given, given: dict[str, object]) -> object:
    return place.output_field.get_db_prep_value(given[place.name], connection)
