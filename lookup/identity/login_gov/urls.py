"""The addresses for Login.gov. Those that Login.gov must know are in README.md."""

from django.urls import path

from lookup.identity.login_gov import events, views

#: Not named `urlpatterns`: allauth would take them up under its own address too.
addresses = [
    path("", views.start, name="login_gov"),
    path("back/", views.back, name="login_gov_back"),
    path("failed/", views.failed, name="login_gov_failed"),
    path("cancelled/", views.cancelled, name="login_gov_cancelled"),
    path("leave/", views.leave, name="login_gov_leave"),
    path("left/", views.left, name="login_gov_left"),
    path("events/", events.receive, name="login_gov_events"),
]
