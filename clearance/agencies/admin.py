"""Agencies, for staff: what each is and needs, where it is responsible, its keys, and who acts for it."""

from collections.abc import Callable
from typing import ClassVar

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from clearance.agencies import actions
from clearance.agencies.forms import AgencyForm
from clearance.agencies.gaps import gaps
from clearance.agencies.models import Agency, Area, Contact
from clearance.agencies.steps import Steps
from clearance.staff import reference

#: How a row below an agency is written, and how it is taken away.
WRITE = {
    Area: (lambda by, row: actions.save_area(by=by, area=row), lambda by, row: actions.remove_area(by=by, area=row)),
    Contact: (
        lambda by, row: actions.save_contact(by=by, contact=row),
        lambda by, row: actions.remove_contact(by=by, contact=row),
    ),
}


class WithItsAgency(admin.TabularInline):
    """Whoever may see or change an agency may do so with what stands below it."""

    extra = 0

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("agencies.view_agency") or self.has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("agencies.change_agency" if obj else "agencies.add_agency")

    has_add_permission = has_delete_permission = has_change_permission


class AreaInline(WithItsAgency):
    model = Area
    verbose_name_plural = "Courts and counties whose cases are its own"


class ContactInline(WithItsAgency):
    model = Contact


@admin.register(Agency)
class AgencyAdmin(Steps, admin.ModelAdmin):
    form = AgencyForm
    inlines = (AreaInline, ContactInline)
    list_display = ("name", "code", "kind", "delivery", "closed_at")
    list_filter = ("kind", "delivery", ("closed_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "code")
    given = ("code", "name", "kind", "named_as", "statewide", "data", "delivery")
    #: What apps that build on this one show on the page of an agency: functions of the agency, with a description.
    more: ClassVar[list[Callable[[Agency], str]]] = []

    def get_fields(self, request, obj=None):
        return (*self.given, *self._shown()) if obj else self.given

    def get_readonly_fields(self, request, obj=None):
        return ("code", *self._shown()) if obj else ()

    def _shown(self):
        return ("still_to_do", *self.more, "registered_at", "closed_at")

    @admin.display(description="still to do")
    def still_to_do(self, agency):
        lines = ((one,) for one in gaps(agency))
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", lines)) if gaps(agency) else "nothing"

    def save_model(self, request, obj, form, change):
        if change:
            actions.change(by=reference(request.user), agency=obj)
        else:
            actions.register(by=reference(request.user), agency=obj, at=timezone.now())

    def save_formset(self, request, form, formset, change):
        save, remove = WRITE[formset.model]
        formset.save(commit=False)
        for row in formset.deleted_objects:
            remove(reference(request.user), row)
        for row in [*(row for row, _ in formset.changed_objects), *formset.new_objects]:
            save(reference(request.user), row)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for one in gaps(form.instance):
            messages.warning(request, one)

    def has_delete_permission(self, request, obj=None):
        """Notices name it. It can be closed."""
        return False
