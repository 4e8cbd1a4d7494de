"""Policies, for staff: in plain words, reviewed, analyzed, and what they say of how many charges."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from clearance.agencies.admin import AgencyAdmin
from clearance.runs.analysis.admin import LawAdmin
from clearance.runs.duties_page import asked_by_the_laws
from clearance.runs.eligibility.admin import RunAdmin  # noqa: F401  (this is where Django looks for it)
from clearance.runs.laws import law_of
from clearance.runs.ledger.admin import HoldAdmin, ReversalRequestAdmin  # noqa: F401
from clearance.runs.models import Policy
from clearance.runs.objections.admin import ObjectionAdmin  # noqa: F401
from clearance.runs.orders.admin import OrderAdmin  # noqa: F401
from clearance.runs.sample.admin import SampleAdmin  # noqa: F401

AgencyAdmin.more.append(asked_by_the_laws)


@admin.register(Policy)
class PolicyAdmin(LawAdmin):
    read = staticmethod(law_of)
    list_display = ("title", "citation", "policy_id", "put_in_force_at", "retired_at", "determined_at")
    fields = readonly_fields = (
        "title",
        "citation",
        "policy_id",
        "totals",
        "analyses",
        "contradictions",
        "findings",
        "words",
        "sha256",
        "put_in_force_at",
        "put_in_force_by",
        "retired_at",
        "determined_at",
        "determined_import",
    )

    def has_add_permission(self, request):
        """A policy is put in force by command, from its file."""
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="charges today")
    def totals(self, policy):
        today = timezone.localdate(timezone=ZoneInfo(settings.STATE_TIME_ZONE))
        totals = policy.determinations.current().totals(today)
        lines = ((name, f"{number:,}") for name, number in totals.items())
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}</li>", lines))
