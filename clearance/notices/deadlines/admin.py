"""Reminders that were sent, and the page on how agencies keep up, for staff."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from clearance.agencies.admin import AgencyAdmin
from clearance.agencies.models import Agency
from clearance.days import state_day
from clearance.notices.deadlines.ageing import ageing
from clearance.notices.deadlines.models import Reminder
from clearance.notices.deadlines.page import ageing_page
from clearance.runs.analysis.reports import ReportResponse


@admin.display(description="how it keeps up")
def how_it_keeps_up(agency: Agency):
    """A sentence, and the way to the page."""
    standing = ageing(state_day(timezone.now()), agency).total
    return format_html(
        '{} of {} records have no answer, {} of them are overdue. <a href="{}">Open the page to print</a>',
        f"{standing.waiting:,}",
        f"{standing.sent:,}",
        f"{standing.overdue:,}",
        reverse("admin:notices_ageing_of", args=[agency.code]),
    )


AgencyAdmin.more.append(how_it_keeps_up)


@admin.register(Reminder)
class ReminderAdmin(admin.ModelAdmin):
    list_display = ("agency", "on", "notices", "lines", "made_at", "sent_at", "tries")
    list_filter = ("agency", ("sent_at", admin.EmptyFieldListFilter))
    list_select_related = ("agency",)
    fields = readonly_fields = (
        "agency",
        "on",
        "notices",
        "lines",
        "text",
        "made_at",
        "sent_at",
        "tries",
        "next_try_at",
    )

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("ageing/", view(self.ageing), name="notices_ageing"),
            path("ageing/<slug:code>/", view(self.ageing), name="notices_ageing_of"),
            *super().get_urls(),
        ]

    def ageing(self, request, code=None):
        """How all agencies keep up, or one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        agency = get_object_or_404(Agency, code=code) if code else None
        return ReportResponse(ageing_page(ageing(state_day(timezone.now()), agency)))
