"""The event log, to read. Whoever reads it, or tries to change it, is written down in it."""

from django.contrib import admin
from django.db import connection, transaction

from clearance.audit.actions import record
from clearance.audit.models import Event


def log_is_readable() -> bool:
    """Whether this site may read the log. In production, where its role may not (`database.roles`), auditors read it
    in the database, with a role of their own.
    """
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_column_privilege('audit_event', 'detail', 'SELECT')")
        return cursor.fetchone()[0]


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    list_display = ["id", "at", "actor", "action", "subject", "purpose"]
    list_display_links = ["id", "at"]
    list_filter = ["action", "at"]
    search_fields = ["=actor", "=subject"]
    search_help_text = "A whole reference, such as staff:7 or person:1042."
    show_full_result_count = False
    fields = ["at", "actor", "action", "subject", "purpose", "detail", "link"]
    readonly_fields = ["at", "link"]

    @admin.display(description="hash")
    def link(self, event):
        return bytes(event.hash).hex()

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and log_is_readable()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        self._tell_of_reading(request)
        return super().changelist_view(request, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" or object_id is None:
            self._tell(request, "log.change_refused")
        else:
            self._tell_of_reading(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        self._tell(request, "log.change_refused")
        return super().delete_view(request, object_id, extra_context)

    def _tell_of_reading(self, request):
        self._tell(request, "log.read" if self.has_view_permission(request) else "log.read_refused")

    @transaction.atomic
    def _tell(self, request, action):
        record(by=f"staff:{request.user.pk}", action=action, subject="log")
