"""Work items, for staff: reached one by one, each look at the two sides written down, settled with a reason."""

from collections.abc import Callable
from typing import NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone

from clearance.notices.step_page import ask
from clearance.notices.work_items.actions import accept, look, send_again
from clearance.notices.work_items.models import WorkItem
from clearance.records.admin import ReadOnly
from clearance.runs.refusals import Refused
from clearance.staff import reference


class ReasonForm(forms.Form):
    reason = forms.CharField(widget=forms.Textarea({"rows": 3}), help_text="What was found. No names.")


class Step(NamedTuple):
    title: str
    says: tuple[str, ...]
    do: Callable[..., object]


STEPS = {
    "send-again": Step(
        "Send it again",
        (
            "The agency gets this line once more, in a notice of its own, with what the records hold now.",
            "Do this after the records were corrected by an import, or when the agency has corrected its own.",
        ),
        send_again,
    ),
    "accept": Step(
        "Accept the answer",
        (
            "The agency’s answer stands, such as that it has no such record. The line keeps its answer.",
            "Do this when you have found out why, and nothing is left to correct.",
        ),
        accept,
    ),
}


@admin.register(WorkItem)
class WorkItemAdmin(ReadOnly, admin.ModelAdmin):
    change_form_template = "notices/work_item_page.html"
    list_display = ("__str__", "agency", "kind", "opened_at", "resolution", "resolved_at")
    list_filter = ("resolution", "kind", "notice__agency")
    list_select_related = ("notice__agency",)
    fields = readonly_fields = (
        "agency",
        "notice",
        "line",
        "kind",
        "opened_at",
        "resolution",
        "reason",
        "resolved_by",
        "resolved_at",
    )

    @admin.display(description="agency", ordering="notice__agency__name")
    def agency(self, item):
        return item.notice.agency

    def lookup_allowed(self, lookup, value, request=None):
        return lookup == "notice" or super().lookup_allowed(lookup, value, request)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("notices.resolve_work_item") or super().has_view_permission(request, obj)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        item = self.get_object(request, object_id)
        if not self.has_view_permission(request, item):
            raise PermissionDenied
        sides = look(by=reference(request.user), item=item) if item else []
        return super().change_view(request, object_id, form_url, {"sides": sides, **(extra_context or {})})

    def get_urls(self):
        settle = path("<int:number>/settle/<slug:how>/", self.admin_site.admin_view(self.settle), name="notices_settle")
        return [settle, *super().get_urls()]

    def settle(self, request, number, how):
        """What a step will do, and, with a reason, the step itself."""
        if how not in STEPS:
            raise Http404
        if not request.user.has_perm("notices.resolve_work_item"):
            raise PermissionDenied
        item, step = get_object_or_404(WorkItem, pk=number), STEPS[how]
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self._settled(request, item, step, form.cleaned_data["reason"])
        page = reverse("admin:notices_workitem_change", args=[item.pk])
        return ask(self, request, title=step.title, says=step.says, form=form, back=page, one=item)

    def _settled(self, request, item, step, reason):
        try:
            step.do(by=reference(request.user), item=item, reason=reason, at=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{item}: {step.title.lower()}: done.")
        # Not to its own page: that would be another look at someone's record.
        return redirect("admin:notices_workitem_changelist")
