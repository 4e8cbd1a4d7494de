"""The counts by the hour, to read."""

from django.contrib import admin

from clearance.notices.tallies.models import Tally


@admin.register(Tally)
class TallyAdmin(admin.ModelAdmin):
    list_display = ("hour", "agency", "what", "count")
    list_filter = ("what", "hour")
    search_fields = ("=agency",)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
