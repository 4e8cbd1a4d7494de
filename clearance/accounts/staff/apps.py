"""Django's admin, with our own site."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    default_site = "clearance.accounts.staff.site.StaffSite"
