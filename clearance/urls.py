"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include("clearance.accounts.urls")),
    path("agency/", include("clearance.notices.http.urls")),
    path("law/", include("lookup.law.urls")),
    path("", include("lookup.urls")),
]
