"""Every address of the public site. None of them says what the site is about: addresses stay in a browser's history."""

from django.urls import path

from clearance.accounts.views import language
from lookup.identity.views import enter_code, leave
from lookup.record.views import home, mine, privacy

urlpatterns = [
    path("", home, name="home"),
    path("code/", enter_code, name="code"),
    path("mine/", mine, name="mine"),
    path("privacy/", privacy, name="privacy"),
    path("leave/", leave, name="leave"),
    path("language/", language, name="language"),
]
