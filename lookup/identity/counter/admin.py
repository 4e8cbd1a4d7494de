"""The counter's pages in the admin: attest, print the slip; and the page of the second who vouches."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from clearance.agencies.models import Agency
from clearance.days import state_day
from clearance.staff import reference
from lookup.identity.counter import actions
from lookup.identity.counter.documents import Document
from lookup.identity.counter.forms import CounterForm, VouchForm
from lookup.identity.counter.slip import slip_page
from lookup.identity.models import Attestation

SAYS = (
    "Look at the document and at the face. Keep no copy, and write down no number of a document but below.",
    "Nobody here is told whether there is a record: not you, and not by this page.",
)
SAYS_TOO = (
    "A colleague of another agency vouched for someone who has no document, and was given a number.",
    "If you know this person too, say so here. They get their code from you.",
)


@admin.register(Attestation)
class CounterAdmin(admin.ModelAdmin):
    """Two pages that only ask; what was attested is listed nowhere."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="identity_attestation_changelist"),
            path("second/", view(self.second_view), name="identity_attestation_second"),
        ]

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("identity.attest_at_counter")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_model_perms(self, request):
        return {"view": self.has_view_permission(request)}

    @method_decorator(sensitive_post_parameters())
    def changelist_view(self, request, extra_context=None):
        now, agencies = self._begin(request)
        form = CounterForm(request.POST or None, today=state_day(now), agencies=agencies)
        if not form.is_valid():
            return self._ask(request, "Give a code at the counter", SAYS, form, second=True)
        given, by = form.cleaned_data, reference(request.user)
        how = {"attested": form.attested(), "held": given["held"], "language": given["language"], "by": by, "at": now}
        if given["document"] != Document.NONE:
            return slip_page(request, actions.attest(**how, document=given["document"], second=given["second"]))
        one = actions.vouch(**how, agency=agencies[0])
        messages.success(
            request,
            f"Number {one.claim_id}. Give the person this number. A colleague of another agency who knows them vouches "
            "for them too, within 7 days, and gives them their code.",
        )
        return redirect("admin:identity_attestation_changelist")

    @method_decorator(sensitive_post_parameters())
    def second_view(self, request):
        now, agencies = self._begin(request)
        form = VouchForm(request.POST or None, today=state_day(now))
        if form.is_valid():
            try:
                slip = actions.vouch_too(
                    number=form.cleaned_data["number"],
                    attested=form.attested(),
                    agencies=agencies,
                    by=reference(request.user),
                    at=now,
                )
                return slip_page(request, slip)
            except actions.Refused as refusal:
                form.add_error(None, str(refusal))
        return self._ask(request, "Vouch as the second", SAYS_TOO, form, second=False)

    def _begin(self, request):
        """Now, and for whom the member of staff acts. Staff read English, whatever their last slip was in."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return timezone.now(), list(Agency.objects.of_member(request.user))

    def _ask(self, request, title, says, form, second):
        groups = [(legend, [form[name] for name in names]) for legend, names in form.GROUPS]
        context = {"title": title, "says": says, "form": form, "groups": groups, "opts": self.opts, "second": second}
        with translation.override("en"):
            context |= self.admin_site.each_context(request) | {"back": reverse("admin:index")}
            return render(request, "lookup/counter/attest.html", context)
