"""Concerns, for staff: a work list without names, one page for each whose every look is written down, and the steps."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.timesince import timesince

from clearance.agencies.models import Agency
from clearance.notices.step_page import ask
from clearance.records.admin import ReadOnly
from clearance.runs.refusals import Refused
from clearance.staff import name_of, reference
from lookup.record.concerns import actions
from lookup.record.concerns.looking import holding, look
from lookup.record.concerns.models import Concern, Step
from lookup.record.steps import StateFilter
from lookup.record.steps import Step as PageStep

MAY = "record.work_concern"


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        choices=Step.Outcome.choices, help_text="The page says what it means, in both languages."
    )
    english = forms.CharField(
        max_length=2000, widget=forms.Textarea({"rows": 5}), help_text="The person reads this. Short, plain sentences."
    )
    spanish = forms.CharField(
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text="The same in Spanish. Left empty, readers of Spanish see the English text, and that it is English.",
    )


class PassForm(forms.Form):
    agency = forms.ModelChoiceField(
        Agency.objects.open(), help_text="Write to it yourself. Here you write down that you did; the person sees it."
    )


STEPS = {
    "take": PageStep(
        "Take it",
        ("You work on it from now on. The person sees that someone does, not who.",),
        actions.take,
        forms.Form,
    ),
    "pass-on": PageStep(
        "Pass it on",
        ("An agency is asked to look at its own record. The concern stays open until you answer it.",),
        actions.pass_on,
        PassForm,
    ),
    "answer": PageStep(
        "Answer it",
        (
            "The person reads the answer on their page. Do not write a name, a date of birth or a case number.",
            "A record is corrected by the agency that keeps it, and comes here with its next import.",
        ),
        actions.answer,
        AnswerForm,
    ),
    "reopen": PageStep(
        "Open it again",
        ("The answer before stays to be read, and the concern is open again.",),
        actions.reopen,
        forms.Form,
    ),
}


class OpenFilter(StateFilter):
    field = "answered_at"


@admin.register(Concern)
class ConcernAdmin(ReadOnly, admin.ModelAdmin):
    change_form_template = "record/concern_page.html"
    list_display = ("__str__", "kind", "county", "age", "state", "taken")
    list_filter = (OpenFilter, "kind")
    list_select_related = ("charge__case",)
    fields = readonly_fields = ("kind", "county", "said_at", "state", "taken")

    @admin.display(description="county")
    def county(self, concern):
        return (concern.charge.case.county if concern.charge else "") or "–"

    @admin.display(description="age", ordering="said_at")
    def age(self, concern):
        return timesince(concern.said_at, timezone.now(), depth=1)

    @admin.display(description="state", ordering="answered_at")
    def state(self, concern):
        return "answered" if concern.answered_at else "open"

    @admin.display(description="who works on it", ordering="taken_by")
    def taken(self, concern):
        return name_of(concern.taken_by) or "nobody yet"

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(MAY)

    def has_module_permission(self, request):
        return request.user.has_perm(MAY)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        concern = self.get_object(request, object_id)
        if not self.has_view_permission(request, concern):
            raise PermissionDenied
        seen = look(by=reference(request.user), concern=concern) if concern else None
        context = {"seen": seen, "done": self._done(concern) if concern else (), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def _done(self, concern):
        steps = concern.steps.select_related("agency")
        return [(step.at, step.get_kind_display(), step.agency or "", name_of(step.by)) for step in steps]

    def get_urls(self):
        step = path("<int:number>/step/<slug:how>/", self.admin_site.admin_view(self.step), name="record_concern_step")
        return [step, *super().get_urls()]

    def step(self, request, number, how):
        """What a step will do, and, with what it needs, the step itself."""
        if not request.user.has_perm(MAY):
            raise PermissionDenied
        if how not in STEPS:
            raise Http404
        concern, step = get_object_or_404(Concern, pk=number), STEPS[how]
        form = self._form(step, concern, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                step.do(by=reference(request.user), concern=concern, at=timezone.now(), **form.cleaned_data)
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, f"{concern}: {step.title.lower()}: done.")
            # Not to its own page: that would be another look at someone's record.
            return redirect("admin:record_concern_changelist")
        page = reverse("admin:record_concern_change", args=[concern.pk])
        return ask(self, request, title=step.title, says=step.says, form=form, back=page, one=concern)

    def _form(self, step, concern, data):
        form = step.form(data)
        if "agency" in form.fields and concern.charge:
            near = [agency.pk for agency in holding(concern.charge.case)]
            form.fields["agency"].queryset = Agency.objects.open().filter(pk__in=near)
        return form
