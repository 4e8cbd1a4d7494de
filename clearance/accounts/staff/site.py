"""The admin's own pages: signing in, second factors, and a link with which a member of staff sets a password."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse_lazy

from clearance.accounts.staff import second_factors, views
from clearance.accounts.staff.names import reference
from clearance.audit import actions as audit

#: Apps that come with pages of their own for the admin, which list accounts of people.
OF_PEOPLE = ("account", "mfa", "socialaccount", "usersessions")


class StaffSite(AdminSite):
    """Whether somebody gave a second factor is asked in `clearance.accounts.staff.gate`, for every page."""

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        ours = [model for model in models if model._meta.app_label not in OF_PEOPLE]
        super().register(ours, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return views.sign_in(request)

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        with transaction.atomic():
            response = super().password_change(request, extra_context)
            if response.status_code == 302:
                who = reference(request.user)
                audit.record(by=who, action="staff.password_set", subject=who)
        return response

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [
            path("login/second-step/", views.SecondStep.as_view(), name="second_step"),
            path("sign-in-again/", self.admin_view(views.sign_in_again), name="sign_in_again"),
            path("set-up/<uidb64>/<token>/", SetPassword.as_view(), name="set_up"),
            *second_factors.urls(self.admin_view),
            *super().get_urls(),
        ]


class SetPassword(PasswordResetConfirmView):
    """Behind a link that lets a member of staff set a password, once. It signs nobody in, and unlocks nothing."""

    template_name, title, success_url = "admin/set_password.html", "Set your password", reverse_lazy("admin:login")

    @transaction.atomic
    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        audit.record(by=reference(self.user), action="staff.password_set", subject=reference(self.user))
        return response
