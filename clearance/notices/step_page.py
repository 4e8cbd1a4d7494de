"""A page of the admin that says what a step will do, and asks."""

from collections.abc import Sequence

from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def ask(
    page: ModelAdmin,
    request: HttpRequest,
    *,
    title: str,
    says: Sequence[str],
    form: Form,
    back: str,
    one: Model | None = None,
) -> HttpResponse:
    """The page with these sentences and the form. `one` is what the step is about, and `back` its address."""
    context = page.admin_site.each_context(request)
    context |= {"opts": page.opts, "title": title, "says": says, "form": form, "back": back, "one": one}
    return render(request, "admin/step.html", context)
