"""Acknowledgements, for staff: what came in, in counts, and a page to upload a signed file."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from clearance.agencies.models import Agency
from clearance.notices.acknowledgements.actions import AcknowledgementRefused, take_in
from clearance.notices.acknowledgements.forms import UploadForm
from clearance.notices.acknowledgements.models import Acknowledgement
from clearance.notices.messages import MOST_BYTES
from clearance.notices.step_page import ask
from clearance.records.admin import ReadOnly
from clearance.staff import reference


@admin.register(Acknowledgement)
class AcknowledgementAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("__str__", "answers", "moved", "taken_at", "taken_by")
    list_filter = ("notice__agency",)
    list_select_related = ("notice__agency",)
    date_hierarchy = "taken_at"
    # Not the message: it may hold what the agency has on someone.
    fields = readonly_fields = (
        "notice",
        "number",
        "answers",
        "moved",
        "taken_at",
        "taken_by",
        "key",
        "sha256",
        "signature",
    )

    @admin.display(description="answers")
    def answers(self, one):
        return ", ".join(f"{count:,} {outcome.replace('_', ' ')}" for outcome, count in one.counts.items() if count)

    def has_add_permission(self, request):
        """Staff for every agency, and a member of staff of an agency for that one."""
        return request.user.has_perm("notices.add_acknowledgement") or Agency.objects.of_member(request.user).exists()

    def has_module_permission(self, request):
        return super().has_module_permission(request) or self.has_add_permission(request)

    def add_view(self, request, form_url="", extra_context=None):
        """Upload one. Outside of any transaction, so that what is refused can be logged."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        everywhere = request.user.has_perm("notices.add_acknowledgement")
        agencies = Agency.objects.all() if everywhere else Agency.objects.of_member(request.user)
        form = UploadForm(request.POST or None, request.FILES or None, agencies=agencies)
        if request.method == "POST" and form.is_valid():
            self._take_in(request, form)
            return redirect("admin:notices_acknowledgement_add")
        says = [
            "An agency that neither fetches its notices nor has a folder sends its answers as signed files.",
            "The signature says whose it is. The same file again changes nothing.",
        ]
        title, back = "Upload an acknowledgement", reverse("admin:index")
        return ask(self, request, title=title, says=says, form=form, back=back)

    def _take_in(self, request, form):
        body = form.cleaned_data["file"].read(MOST_BYTES + 1)
        agency, by = form.cleaned_data["agency"], reference(request.user)
        try:
            kept = take_in(by=by, agency=agency, body=body, at=timezone.now())
        except AcknowledgementRefused as refusal:
            messages.error(request, f"Refused ({refusal.code}): {refusal.words}")
        else:
            messages.success(request, f"{kept}: taken in. {self.answers(kept)}.")
