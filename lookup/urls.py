"""Every address of the public site. None of them says what the site is about: addresses stay in a browser's history."""

from django.urls import include, path

from clearance.accounts.views import language
from lookup.identity.letter.views import ask_for_letter
from lookup.identity.login_gov.urls import addresses as login_gov
from lookup.identity.verify.views import waiting, ways
from lookup.identity.views import enter_code, leave
from lookup.record.alerts import views as alerts
from lookup.record.concerns.views import told_us, wrong
from lookup.record.incidents.views import is_not_mine, stopped
from lookup.record.letter.views import letter
from lookup.record.looks_page import looks
from lookup.record.recognise.views import not_sure, yes
from lookup.record.views import home, mine, privacy, to_print

urlpatterns = [
    path("", home, name="home"),
    path("code/", enter_code, name="code"),
    path("verify/", ways, name="verify"),
    path("verify/letter/", ask_for_letter, name="verify_letter"),
    path("verify/waiting/", waiting, name="verify_waiting"),
    path("mine/", mine, name="mine"),
    path("mine/yes/", yes, name="yes"),
    path("mine/not-sure/", not_sure, name="not_sure"),
    path("mine/not-mine/", is_not_mine, name="not_mine"),
    path("mine/wrong/", wrong, name="wrong"),
    path("mine/wrong/thanks/", told_us, name="told"),
    path("mine/looks/", looks, name="looks"),
    path("mine/alerts/", alerts.alerts, name="alerts"),
    path("mine/alerts/choose/", alerts.choose, name="alerts_choose"),
    path("mine/alerts/number/", alerts.number, name="alerts_number"),
    path("mine/alerts/number/code/", alerts.number_code, name="alerts_number_code"),
    path("stopped/", stopped, name="stopped"),
    path("stop/<str:token>/", alerts.stop, name="stop"),
    path("mine/print/", to_print, name="print"),
    path("mine/letter/<int:number>/", letter, name="letter"),
    path("privacy/", privacy, name="privacy"),
    path("leave/", leave, name="leave"),
    path("verify/login-gov/", include(login_gov)),
    path("language/", language, name="language"),
]
