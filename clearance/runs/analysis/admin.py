"""Drafts and analyses, for staff, and what the pages of every law show: in words, reviewed, analyzed."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from clearance.law.policy import Policy as Law
from clearance.law.policy import PolicyError, parse_policy
from clearance.law.review import PRACTICES, review
from clearance.law.warnings import warnings
from clearance.law.words import in_words
from clearance.runs.analysis import actions
from clearance.runs.analysis.forms import AskForm, DraftForm, law_choice
from clearance.runs.analysis.models import Analysis, Draft
from clearance.runs.analysis.reports import ReportResponse
from clearance.runs.review_page import review_page

#: Seconds after which the page of an unfinished analysis loads itself again.
LOOK_AGAIN = 5
#: So many of the latest analyses stand on the page of a law.
LATEST = 10


def staff(request) -> str:
    """Who it is, for the event log."""
    return f"staff:{request.user.pk}"


class LawAdmin(admin.ModelAdmin):
    """The pages of laws that are kept here."""

    #: The law that a row holds; may raise PolicyError.
    read: Callable[[Any], Law]

    def _shown(self, one, template: str, found: Callable[[Law], object]) -> str:
        try:
            law = self.read(one)
        except PolicyError as error:
            return format_html('<p class="errornote">{}</p>', error)
        return render_to_string(template, {"one": one, "meta": self.opts, "found": found(law)})

    @admin.display(description="what it says")
    def words(self, one):
        return self._shown(one, "runs/policy_in_words.html", in_words)

    @admin.display(description="contradictions")
    def contradictions(self, one):
        return self._shown(one, "runs/contradictions.html", warnings)

    @admin.display(description="review")
    def findings(self, one):
        return self._shown(one, "runs/findings.html", lambda law: list(zip(PRACTICES, review(law), strict=True)))

    @admin.display(description="readiness and impact")
    def analyses(self, one):
        latest = one.analyses.without_reports()[:LATEST]
        return render_to_string("runs/analyses.html", {"analyses": latest, "choice": law_choice(one)})

    def get_urls(self):
        name = f"runs_{self.opts.model_name}_review"
        return [path("<int:number>/review/", self.admin_site.admin_view(self.review), name=name), *super().get_urls()]

    def review(self, request, number):
        """The review as a page of its own."""
        one = get_object_or_404(self.get_queryset(request), pk=number)
        if not self.has_view_permission(request, one):
            raise PermissionDenied
        try:
            return ReportResponse(review_page(self.read(one)))
        except PolicyError as error:
            messages.error(request, str(error))
            return redirect(f"admin:runs_{self.opts.model_name}_change", number)


@admin.register(Draft)
class DraftAdmin(LawAdmin):
    form = DraftForm
    list_display = ("title", "citation", "policy_id", "saved_at", "saved_by")
    readonly_fields = (
        "analyses",
        "contradictions",
        "findings",
        "words",
        "sha256",
        "saved_at",
        "saved_by",
    )

    def get_fields(self, request, obj=None):
        return ("file", "text", *self.readonly_fields) if obj else ("file", "text")

    @staticmethod
    def read(draft):
        return parse_policy(draft.text, "the draft")

    def save_model(self, request, obj, form, change):
        actions.save_draft(by=staff(request), draft=obj, text=form.cleaned_data["text"], at=timezone.now())

    def delete_model(self, request, obj):
        actions.delete_draft(by=staff(request), draft=obj)

    def delete_queryset(self, request, queryset):
        for draft in queryset:
            self.delete_model(request, draft)

    def response_add(self, request, obj, post_url_continue=None):
        """What a drafter wants to see is what the draft comes to."""
        return redirect("admin:runs_draft_change", obj.pk)


@admin.register(Analysis)
class AnalysisAdmin(admin.ModelAdmin):
    form = AskForm
    list_display = ("__str__", "state", "against_title", "asked_at", "asked_by")
    list_filter = ("kind",)
    asked = ("law", "kind", "as_of", "against")
    shown = (
        "of",
        "kind",
        "as_of",
        "against_title",
        "outcome",
        "asked_at",
        "asked_by",
        "finished_at",
        "sha256",
    )

    def get_fields(self, request, obj=None):
        return self.shown if obj else self.asked

    def get_readonly_fields(self, request, obj=None):
        return self.shown if obj else ()

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).without_reports()

    def get_changeform_initial_data(self, request):
        today = timezone.localdate(timezone=ZoneInfo(settings.STATE_TIME_ZONE))
        return {"as_of": today, **super().get_changeform_initial_data(request)}

    def save_model(self, request, obj, form, change):
        laws = {name: form.cleaned_data[name] for name in ("law", "against")}
        actions.ask(by=staff(request), analysis=obj, at=timezone.now(), **laws)

    def delete_model(self, request, obj):
        actions.delete_analysis(by=staff(request), analysis=obj)

    def delete_queryset(self, request, queryset):
        for analysis in queryset:
            self.delete_model(request, analysis)

    def response_add(self, request, obj, post_url_continue=None):
        """Straight to the page that shows how far it is."""
        return redirect("admin:runs_analysis_change", obj.pk)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if obj and not obj.finished_at:
            response["Refresh"] = str(LOOK_AGAIN)
        return response

    @admin.display(description="law")
    def of(self, analysis):
        law = analysis.law
        return format_html(
            '<a href="{}">{}</a>', reverse(f"admin:runs_{law._meta.model_name}_change", args=[law.pk]), law
        )

    @admin.display(description="outcome")
    def outcome(self, analysis):
        return render_to_string("runs/outcome.html", {"analysis": analysis})

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:number>/report/", view(self.report), name="runs_analysis_report"),
            path("<int:number>/json/", view(self.json), name="runs_analysis_json"),
            *super().get_urls(),
        ]

    def report(self, request, number):
        """The report, as the command of that name writes it."""
        return ReportResponse(self._done(request, number).page)

    def json(self, request, number):
        """The same as JSON, to keep."""
        analysis = self._done(request, number)
        name = f"{analysis.kind}-{analysis.law.policy_id}-{analysis.as_of}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(analysis.result, content_type="application/json", headers=headers)

    def _done(self, request, number) -> Analysis:
        analysis = get_object_or_404(Analysis.objects.exclude(page=""), pk=number)
        if not self.has_view_permission(request, analysis):
            raise PermissionDenied
        return analysis
