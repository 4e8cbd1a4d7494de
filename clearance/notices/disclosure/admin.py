"""The page on which members of an agency ask whether a record is cleared before they disclose it."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from clearance.agencies.models import Agency
from clearance.notices.disclosure.actions import TooMany, check
from clearance.notices.disclosure.forms import QuestionForm
from clearance.notices.disclosure.models import DisclosureCheck
from clearance.notices.disclosure.questions import may_ask, points_of
from clearance.staff import reference

SAYS = "You ask for {agency}. Give the data of the record that you are about to disclose, as they stand in it."


@admin.register(DisclosureCheck)
class DisclosureCheckAdmin(admin.ModelAdmin):
    """One page, for members of agencies that may ask, and for nobody else."""

    def get_urls(self):
        return [path("", self.admin_site.admin_view(self.changelist_view), name="notices_disclosurecheck_changelist")]

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return bool(_agencies(request))

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        agencies = {agency.code: agency for agency in _agencies(request)}
        agency = agencies.get(request.GET.get("agency", next(iter(agencies), None)))
        if agency is None:
            raise PermissionDenied
        form = QuestionForm(points_of(agency), request.POST or None)
        context = {
            "title": "Check before disclosing",
            "says": [
                SAYS.format(agency=agency),
                "Each question is written down, and the person can see that you asked.",
            ],
            "agency": agency,
            "agencies": agencies.values(),
            "form": form,
            "back": reverse("admin:index"),
        }
        context = self.admin_site.each_context(request) | context
        response = TemplateResponse(request, "notices/disclosure_check.html", context)
        if form.is_valid():
            self._answer(request, agency, form, response)
        return response

    def _answer(self, request, agency, form, response):
        """Put the answer on the page, or when to ask again."""
        now, by = timezone.now(), reference(request.user)
        try:
            response.context_data["cleared"] = check(by=by, agency=agency, data=form.cleaned_data, at=now)
        except TooMany as refusal:
            response.context_data["again_at"] = refusal.again_at
            response.status_code = 429
            response["Retry-After"] = str(refusal.seconds_from(now))


def _agencies(request) -> list[Agency]:
    """Those for which this member of staff may ask."""
    return [agency for agency in Agency.objects.of_member(request.user) if may_ask(agency)]
