"""Notices, for staff: what each agency was told, in counts, when it got it, and how far it has answered."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from clearance.days import state_day
from clearance.notices.delivery.actions import try_again
from clearance.notices.outbox.models import Notice
from clearance.notices.step_page import ask
from clearance.records.admin import ReadOnly
from clearance.runs.refusals import Refused
from clearance.staff import reference


class AnswersFilter(admin.SimpleListFilter):
    title = "answers"
    parameter_name = "answers"

    def lookups(self, request, model_admin):
        return [("waiting", "not complete"), ("overdue", "overdue"), ("complete", "complete")]

    def queryset(self, request, queryset: QuerySet[Notice]):
        if self.value() == "waiting":
            return queryset.unacknowledged()
        if self.value() == "overdue":
            return queryset.overdue(state_day(timezone.now()))
        return queryset.filter(acknowledged_at__isnull=False) if self.value() == "complete" else queryset


class DeliveryFilter(admin.SimpleListFilter):
    title = "delivery"
    parameter_name = "delivery"

    def lookups(self, request, model_admin):
        return [("open", "still being filled"), ("waiting", "not delivered yet"), ("given_up", "given up")]

    def queryset(self, request, queryset: QuerySet[Notice]):
        chosen = {"open": queryset.unsealed, "waiting": queryset.undelivered, "given_up": queryset.given_up}
        return chosen[self.value()]() if self.value() in chosen else queryset


@admin.register(Notice)
class NoticeAdmin(ReadOnly, admin.ModelAdmin):
    change_form_template = "notices/notice_page.html"
    list_display = (
        "__str__",
        "kind",
        "origin",
        "lines",
        "done",
        "not_found",
        "conflict",
        "refused",
        "waiting",
        "sealed_at",
        "delivered_at",
        "due_on",
    )
    list_filter = (AnswersFilter, DeliveryFilter, "kind", "agency")
    list_select_related = ("agency",)
    search_fields = ("=id", "=origin")
    search_help_text = "The id of a notice, or where it comes from, such as run:5:3."
    fields = readonly_fields = (
        "id",
        "agency",
        "number",
        "kind",
        "origin",
        "part",
        "policy",
        "data_points",
        "answers",
        "opened_at",
        "sealed_at",
        "due_on",
        "delivered_at",
        "tries",
        "next_try_at",
        "last_error",
        "given_up_at",
        "acknowledged_at",
        "manifest_sha256",
        "sha256_jsonl",
        "sha256_csv",
        "signature",
    )

    @admin.display(description="data points of each line")
    def data_points(self, notice):
        return ", ".join(notice.data) or "none"

    @admin.display(description="answers")
    def answers(self, notice):
        counts = {"lines": notice.lines, "done": notice.done, "not found": notice.not_found}
        counts |= {"conflict": notice.conflict, "refused": notice.refused, "no answer yet": notice.waiting}
        lines = ((f"{count:,}", name) for name, count in counts.items())
        items = f"{reverse('admin:notices_workitem_changelist')}?notice={notice.pk}"
        link = format_html('<a href="{}">Work items</a>', items)
        return format_html("<ul>{}</ul>{}", format_html_join("", "<li>{} {}</li>", lines), link)

    def get_urls(self):
        again = path("<uuid:pk>/try-again/", self.admin_site.admin_view(self.try_again), name="notices_try_again")
        return [again, *super().get_urls()]

    def try_again(self, request, pk):
        """Have a delivery tried again that was given up, or is waiting for its next try."""
        if not request.user.has_perm("notices.redeliver_notice"):
            raise PermissionDenied
        notice = get_object_or_404(Notice.objects.select_related("agency"), pk=pk)
        page = reverse("admin:notices_notice_change", args=[pk])
        if request.method == "POST":
            try:
                try_again(by=reference(request.user), notice=notice)
                messages.success(request, "It is tried again with the next sweep of the worker.")
            except Refused as refusal:
                messages.error(request, str(refusal))
            return redirect(page)
        says = [
            f"{notice} was tried {notice.tries} times. Last error: {notice.last_error or 'none'}.",
            "Mend the cause first: the folder, its address, or its rights. What follows for this agency waits too.",
        ]
        title = "Try the delivery again"
        return ask(self, request, title=title, says=says, form=forms.Form(), back=page, one=notice)
