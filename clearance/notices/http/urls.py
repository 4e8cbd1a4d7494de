"""The addresses for agencies' own programs, under agency/."""

from django.urls import path

from clearance.notices.http import views

app_name = "agency"
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/<uuid:notice>/manifest.json", views.manifest, name="manifest"),
    path("notices/<uuid:notice>/lines.jsonl", views.lines, {"ending": "jsonl"}, name="jsonl"),
    path("notices/<uuid:notice>/lines.csv", views.lines, {"ending": "csv"}, name="csv"),
    path("acknowledgements/", views.acknowledge, name="acknowledgements"),
    path("check/", views.check_record, name="check"),
]
