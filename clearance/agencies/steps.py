"""What staff do with an agency step by step: each asks once, in plain words, and is done by an action."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from clearance.agencies import actions
from clearance.agencies.forms import KeyForm, MemberForm
from clearance.agencies.models import Agency, Key, Member
from clearance.staff import reference


def _sent(request):
    return request.POST if request.method == "POST" else None


class Steps:
    """The pages that ask, on the admin of agencies."""

    def get_urls(self):
        view = self.admin_site.admin_view
        steps = [
            path("<int:number>/close/", view(self.close), name="agencies_close"),
            path("<int:number>/add-key/", view(self.add_key), name="agencies_add_key"),
            path("key/<int:number>/end/", view(self.end_key), name="agencies_end_key"),
            path("<int:number>/add-member/", view(self.add_member), name="agencies_add_member"),
            path("member/<int:number>/end/", view(self.end_member), name="agencies_end_member"),
        ]
        return [*steps, *super().get_urls()]

    def close(self, request, number):
        agency = self._found(request, "agencies.change_agency", Agency.objects.open(), number)
        return self._step(
            request,
            agency,
            "Close the agency",
            [
                "From now on it is told nothing new of what is cleared. This cannot be undone.",
                "What it was told before stays open until it has answered, and its keys stay valid for that.",
            ],
            lambda values: actions.close(by=reference(request.user), agency=agency, at=timezone.now()),
        )

    def add_key(self, request, number):
        agency = self._found(request, "agencies.add_key", Agency, number)
        return self._step(
            request,
            agency,
            "Add a key",
            [
                "What is signed with this key is taken for the agency’s own: that it has hidden a record, or has not.",
                "Make sure by another way than the one by which it came that the key is theirs: call the agency, and "
                "have someone read out the first and last eight characters.",
            ],
            lambda values: actions.add_key(by=reference(request.user), agency=agency, at=timezone.now(), **values),
            KeyForm(_sent(request)),
        )

    def end_key(self, request, number):
        key = self._found(request, "agencies.change_key", Key.objects.valid(), number)
        return self._step(
            request,
            key.agency,
            "End a key",
            [
                f"Nothing more is taken that is signed with {key.public_key}. This cannot be undone.",
                "What was taken before stays. An agency without a key can neither fetch its notices nor answer them.",
            ],
            lambda values: actions.end_key(by=reference(request.user), key=key, at=timezone.now()),
        )

    def add_member(self, request, number):
        agency = self._found(request, "agencies.add_member", Agency.objects.open(), number)
        return self._step(
            request,
            agency,
            "Add a member of staff",
            ["This person acts for the agency, as far as their role allows: records its orders, objects in its name."],
            lambda values: actions.add_member(by=reference(request.user), agency=agency, at=timezone.now(), **values),
            MemberForm(agency, _sent(request)),
        )

    def end_member(self, request, number):
        member = self._found(request, "agencies.change_member", Member.objects.current(), number)
        return self._step(
            request,
            member.agency,
            "End a membership",
            [f"{member.user} no longer acts for the agency. What they did stays."],
            lambda values: actions.end_member(by=reference(request.user), member=member, at=timezone.now()),
        )

    def _found(self, request, permission: str, rows: Any, number: int) -> Any:
        if not request.user.has_perm(permission):
            raise PermissionDenied
        return get_object_or_404(rows, pk=number)

    def _step(
        self,
        request,
        agency: Agency,
        title: str,
        words: list[str],
        act: Callable[[dict[str, Any]], object],
        form: forms.Form | None = None,
    ):
        """Asks by GET, does it by POST, and goes back to the agency."""
        form = form or forms.Form(_sent(request))
        if form.is_valid():
            try:
                act(form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, f"{title}: done.")
                return redirect("admin:agencies_agency_change", agency.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "one": agency,
            "back": reverse("admin:agencies_agency_change", args=[agency.pk]),
            "title": title,
            "says": words,
            "form": form,
        }
        return TemplateResponse(request, "admin/step.html", context)
