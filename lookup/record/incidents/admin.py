"""Incidents, for staff: who saw a record that they say is not theirs, and whether it is."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.timesince import timesince

from clearance.notices.step_page import ask
from clearance.records.admin import ReadOnly
from clearance.runs.refusals import Refused
from clearance.staff import name_of, reference
from lookup.record.incidents import actions
from lookup.record.incidents.models import Incident
from lookup.record.steps import StateFilter, Step

MAY = "record.work_concern"


class ReasonForm(forms.Form):
    reason = forms.CharField(widget=forms.Textarea({"rows": 3}), help_text="What was found. No names.")


STEPS = {
    "take": Step("Take it", ("You find out whose record it is. Nothing opens meanwhile.",), actions.take, forms.Form),
    "open-again": Step(
        "It is theirs: open it again",
        (
            "Do this only after the person has shown again who they are, and you have compared that with the record.",
            "An account sees the record again, the first screen first. A visitor without one needs a new code.",
            "Unless something as sure as a strong identifier led to the record, it takes two people: the first says "
            "so here, the second opens it.",
        ),
        actions.open_again,
        ReasonForm,
    ),
    "end": Step(
        "It is not theirs: end it",
        (
            "What led to this record ends for good. The person can say anew who they are.",
            "Look for what led them here, such as two people under one number, and tell whoever keeps the record.",
        ),
        actions.end,
        ReasonForm,
    ),
}


class OpenFilter(StateFilter):
    field = "resolved_at"


@admin.register(Incident)
class IncidentAdmin(ReadOnly, admin.ModelAdmin):
    change_form_template = "record/incident_page.html"
    list_display = ("__str__", "way", "age", "outcome", "taken", "first")
    list_filter = (OpenFilter,)
    list_select_related = ("link", "claim__identity")
    fields = readonly_fields = ("way", "opened_at", "taken", "first", "outcome", "reason", "resolver", "resolved_at")

    @admin.display(description="way")
    def way(self, incident):
        return "account" if incident.link else "code, without an account" if incident.claim else "account, deleted"

    @admin.display(description="age", ordering="opened_at")
    def age(self, incident):
        return timesince(incident.opened_at, timezone.now(), depth=1)

    @admin.display(description="who works on it", ordering="taken_by")
    def taken(self, incident):
        return name_of(incident.taken_by) or "nobody yet"

    @admin.display(description="first to say it is theirs")
    def first(self, incident):
        return name_of(incident.first_by) or "–"

    @admin.display(description="resolved by")
    def resolver(self, incident):
        return name_of(incident.resolved_by) or "–"

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(MAY)

    def has_module_permission(self, request):
        return request.user.has_perm(MAY)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        incident = self.get_object(request, object_id)
        if not self.has_view_permission(request, incident):
            raise PermissionDenied
        whose = actions.look(by=reference(request.user), incident=incident) if incident else None
        context = {"whose": whose, "two": bool(incident) and actions.needs_two(incident), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self):
        view = self.admin_site.admin_view(self.step)
        return [path("<int:number>/step/<slug:how>/", view, name="record_incident_step"), *super().get_urls()]

    def step(self, request, number, how):
        """What a step will do, and, with a reason, the step itself."""
        if not request.user.has_perm(MAY):
            raise PermissionDenied
        if how not in STEPS:
            raise Http404
        incident, step = get_object_or_404(Incident, pk=number), STEPS[how]
        form = step.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                step.do(by=reference(request.user), incident=incident, at=timezone.now(), **form.cleaned_data)
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, f"{incident}: {step.title.lower()}: done.")
            # Not to its own page: that would be another look at someone's record.
            return redirect("admin:record_incident_changelist")
        page = reverse("admin:record_incident_change", args=[incident.pk])
        return ask(self, request, title=step.title, says=step.says, form=form, back=page, one=incident)
