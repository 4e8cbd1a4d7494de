"""The event log, to read."""

from django.contrib import admin

from clearance.audit.models import Event


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    list_display = ["at", "actor", "action", "subject", "purpose"]
    list_filter = ["action", "at"]
    search_fields = ["=actor", "=subject"]
    search_help_text = "A whole reference, such as staff:7 or person:1042."
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
