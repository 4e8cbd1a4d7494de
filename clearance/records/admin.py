"""Sources and imports, for staff. No page lists people."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from clearance.records.actions import change_source, open_rejects
from clearance.records.models import Import, ImportProblem, Source
from clearance.records.profile import ProfileError, parse_profile

COUNTS = ("read", "added", "changed", "removed", "unchanged", "rejected")


class SourceForm(forms.ModelForm):
    class Meta:
        model = Source
        fields = ("title", "agency", "profile")

    def clean_profile(self):
        profile = self.cleaned_data["profile"]
        if profile:
            try:
                parse_profile(profile)
            except ProfileError as error:
                raise forms.ValidationError(str(error)) from None
        return profile


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    form = SourceForm
    list_display = ("name", "title", "agency", "created_at")
    fields = ("name", "title", "agency", "profile", "created_at")
    readonly_fields = ("name", "created_at")

    def save_model(self, request, obj, form, change):
        change_source(by=f"staff:{request.user.pk}", source=obj)

    def has_add_permission(self, request):
        """A source is registered by its first import."""
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnly:
    """What is written once, by an action, is only shown."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ImportProblemInline(ReadOnly, admin.TabularInline):
    model = ImportProblem
    fields = readonly_fields = ("table", "column", "reason", "remedy", "rows", "first_line")

    def has_view_permission(self, request, obj=None):
        """Whoever may see an import may see what was wrong with it."""
        return request.user.has_perm("records.view_import")


@admin.register(Import)
class ImportAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("id", "source", "outcome", "started_at", "added", "changed", "rejected")
    list_filter = ("outcome", "source")
    list_select_related = ("source",)
    date_hierarchy = "started_at"
    fields = readonly_fields = (
        "source",
        "outcome",
        "file",
        "sha256",
        "started_at",
        "finished_at",
        "by",
        "rows",
        "left_out_rows",
        "rejects",
    )
    inlines = (ImportProblemInline,)

    @admin.display(description="added")
    def added(self, one):
        return one.total("added")

    @admin.display(description="changed")
    def changed(self, one):
        return one.total("changed")

    @admin.display(description="rejected")
    def rejected(self, one):
        return one.total("rejected")

    @admin.display(description="rows")
    def rows(self, one):
        lines = (
            (table, ", ".join(f"{counts[name]:,} {name}" for name in COUNTS if name in counts))
            for table, counts in one.counts.items()
        )
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}</li>", lines))

    @admin.display(description="left out by the profile")
    def left_out_rows(self, one):
        lines = ((f"{rows:,}", reason) for reason, rows in one.left_out.items())
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}</li>", lines)) if one.left_out else "none"

    @admin.display(description="rejected rows")
    def rejects(self, one):
        if not one.rejects_file:
            return "none"
        return format_html(
            '<a href="{}">Download {}</a>', reverse("admin:records_rejects", args=[one.pk]), one.rejects_file
        )

    def get_urls(self):
        download = path("<int:number>/rejects/", self.admin_site.admin_view(self.download), name="records_rejects")
        return [download, *super().get_urls()]

    def download(self, request, number):
        """The rejected rows with their values. Who takes them is written down."""
        if not request.user.has_perm("records.download_rejects"):
            raise PermissionDenied
        one = get_object_or_404(Import.objects.exclude(rejects_file=""), pk=number)
        file = open_rejects(by=f"staff:{request.user.pk}", of=one)
        if not file.exists():
            raise Http404("The rejects file is not on this machine any more.")
        return FileResponse(file.open("rb"), as_attachment=True, content_type="text/csv")
