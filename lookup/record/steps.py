"""What the pages of staff about one concern or one incident share: their steps, and which are listed first."""

from collections.abc import Callable
from typing import NamedTuple

from django import forms
from django.contrib import admin


class Step(NamedTuple):
    """A step of a page: what it says before it is done, what does it, and what must be given."""

    title: str
    says: tuple[str, ...]
    do: Callable[..., object]
    form: type[forms.Form]


class StateFilter(admin.SimpleListFilter):
    """Those that are open, unless others are asked for. `field` is empty while one is."""

    title, parameter_name, field = "state", "state", ""

    def lookups(self, request, model_admin):
        return [("done", "Done"), ("all", "All")]

    def choices(self, changelist):
        for value, label in ((None, "Open"), *self.lookup_choices):
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": label}

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        return queryset.filter(**{f"{self.field}__isnull": self.value() != "done"})
