"""Every address of the public site. None of them says what the site is about: addresses stay in a browser's history."""

from django.urls import include, path

from clearance.accounts.views import language
from lookup.identity.letter.views import ask_for_letter
from lookup.identity.login_gov.urls import addresses as login_gov
from lookup.identity.verify.views import waiting, ways
from lookup.identity.views import enter_code, leave
from lookup.record.views import home, mine, privacy

urlpatterns = [
    path("", home, name="home"),
    path("code/", enter_code, name="code"),
    path("verify/", ways, name="verify"),
    path("verify/letter/", ask_for_letter, name="verify_letter"),
    path("verify/waiting/", waiting, name="verify_waiting"),
    path("mine/", mine, name="mine"),
    path("privacy/", privacy, name="privacy"),
    path("leave/", leave, name="leave"),
    path("verify/login-gov/", include(login_gov)),
    path("language/", language, name="language"),
]
