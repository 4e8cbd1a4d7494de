"""Sign in again: the password once more, for what asks for a fresh sign-in."""

from django import forms
from django.contrib import admin
from django.contrib.auth import authenticate
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters

from clearance.audit import actions as audit
from clearance.staff import SIGNED_IN, reference


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="Your password", widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True})
    )


@sensitive_post_parameters("password")
def sign_in_again(request):
    """Ask for the password; then go on to the page that asked for it."""
    asked_by = request.GET.get("next", "")
    back = asked_by if url_has_allowed_host_and_scheme(asked_by, allowed_hosts=None) else "/admin/"
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if _is_right(request, form.cleaned_data["password"]):
            request.session.cycle_key()
            request.session[SIGNED_IN] = timezone.now().isoformat()
            return redirect(back)
        form.add_error("password", "That is not your password. Try again.")
    says = ["What comes next counts as yours alone. So give your password once more; it is good for ten minutes."]
    context = {**admin.site.each_context(request), "title": "Sign in again", "says": says, "form": form, "back": back}
    return render(request, "admin/step.html", context)


@transaction.atomic
def _is_right(request, password: str) -> bool:
    right = authenticate(request, username=request.user.get_username(), password=password) == request.user
    action = "staff.signed_in_again" if right else "staff.sign_in_refused"
    audit.record(by=reference(request.user), action=action, subject=reference(request.user))
    return right
