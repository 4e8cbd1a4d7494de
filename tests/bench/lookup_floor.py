"""The least that a page about a person must do, for the benchmark of looking up: Django, one query, no template."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from clearance.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.lookup_floor"
MIDDLEWARE = []
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "clearance.records"]


def mine(request: HttpRequest) -> HttpResponse:
    from clearance.records.models import Charge  # this module is the settings too, which come before models

    return HttpResponse(str(Charge.objects.filter(person=int(request.COOKIES["session"])).count()))


urlpatterns = [path("mine/", mine)]
