"""Every address of the public site. None of them says what the site is about: addresses stay in a browser's history."""

from django.urls import path
from django.views.i18n import set_language

from lookup.identity.views import enter_code, leave
from lookup.record.letter.views import letter
from lookup.record.views import home, mine, privacy, to_print

urlpatterns = [
    path("", home, name="home"),
    path("code/", enter_code, name="code"),
    path("mine/", mine, name="mine"),
    path("mine/print/", to_print, name="print"),
    path("mine/letter/<int:number>/", letter, name="letter"),
    path("privacy/", privacy, name="privacy"),
    path("leave/", leave, name="leave"),
    path("language/", set_language, name="language"),
]
