"""The page that shows how the work in the background stands, and what is stuck."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from clearance.work.models import Worker
from clearance.work.waiting import standing


@admin.register(Worker)
class WorkerAdmin(admin.ModelAdmin):
    """One page, in place of the list of workers and of a page for each."""

    def get_urls(self):
        return [path("", self.admin_site.admin_view(self.stuck), name="work_worker_changelist")]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def stuck(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "Workers, and what is stuck",
            "opts": self.opts,
            "found": standing(timezone.now()),
        }
        return TemplateResponse(request, "work/stuck.html", context)
