"""Objections, for staff who decide on them and for the agencies that filed them. The list names nobody."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone

from clearance.agencies.models import Agency
from clearance.law.policy import PolicyError
from clearance.law.process_names import KINDS
from clearance.records.admin import ReadOnly
from clearance.runs.laws import cited
from clearance.runs.objections import actions, looks
from clearance.runs.objections.forms import DecisionForm
from clearance.runs.objections.models import Objection
from clearance.runs.objections.pages import ForAgencies
from clearance.runs.objections.rules import grounds, rules_needed
from clearance.runs.refusals import Refused
from clearance.staff import name_of


@admin.register(Objection)
class ObjectionAdmin(ForAgencies, ReadOnly, admin.ModelAdmin):
    change_form_template = "runs/objection_page.html"
    list_display = ("__str__", "run_number", "agency", "ground", "filed_at", "result")
    list_filter = (("decided_at", admin.EmptyFieldListFilter), "sustained", "ground", "agency")
    list_select_related = ("agency", "run__policy")
    fields = readonly_fields = (
        "run",
        "agency",
        "ground_in_words",
        "evidence",
        "filer",
        "filed_at",
        "result",
        "why",
        "decider",
        "decided_at",
    )

    def has_add_permission(self, request):
        return request.user.has_perm("runs.add_objection")

    def has_view_permission(self, request, obj=None):
        return any(request.user.has_perm(f"runs.{name}_objection") for name in ("view", "decide", "add"))

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_queryset(self, request):
        """Who acts for agencies, and decides on no objections, sees those of their own agencies."""
        objections, own = super().get_queryset(request), Agency.objects.of_member(request.user)
        if request.user.has_perm("runs.decide_objection"):
            return objections
        if request.user.has_perm("runs.view_objection") and not own.exists():
            return objections
        return objections.filter(agency__in=own)

    def add_view(self, request, form_url="", extra_context=None):
        """An objection is made from the run that it is about."""
        return redirect("admin:runs_objection_open")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["decides"] = obj.decided_at is None and request.user.has_perm("runs.decide_objection")
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description="run", ordering="run")
    def run_number(self, objection):
        return f"Run {objection.run_id}"

    @admin.display(description="result", ordering="sustained")
    def result(self, objection):
        return {True: "sustained", False: "overruled", None: "not decided"}[objection.sustained]

    @admin.display(description="ground")
    def ground_in_words(self, objection):
        try:
            return grounds(rules_needed(objection.run)).get(objection.ground, objection.ground)
        except (Refused, PolicyError):
            return objection.ground

    @admin.display(description="filed by")
    def filer(self, objection):
        return name_of(objection.filed_by)

    @admin.display(description="decided by")
    def decider(self, objection):
        return name_of(objection.decided_by) if objection.decided_by else "nobody yet"

    def get_urls(self):
        decide = path("<int:number>/decide/", self.admin_site.admin_view(self.decide), name="runs_objection_decide")
        return [decide, *self.urls_for_agencies(), *super().get_urls()]

    def decide(self, request: HttpRequest, number: int) -> HttpResponse:
        """The record that an objection is about, and the decision. Each look is an event."""
        if not request.user.has_perm("runs.decide_objection"):
            raise PermissionDenied
        rows = Objection.objects.select_related("run__policy", "charge__case", "charge__person", "agency")
        objection = get_object_or_404(rows, pk=number)
        back = reverse("admin:runs_objection_change", args=[number])
        form = DecisionForm(request.POST if request.method == "POST" else None)
        try:
            if form.is_valid():
                actions.decide(by=request.user, objection=objection, at=timezone.now(), **form.cleaned_data)
                messages.success(request, "The decision is written down.")
                return redirect(back)
            says = self._says(objection)
            shown = looks.look_at_objection(by=request.user, objection=objection)
        except (Refused, PolicyError) as refusal:
            messages.error(request, str(refusal))
            return redirect(back)
        context = {"one": objection, "back": back, "says": says, "shown": shown, "form": form}
        return self._page(request, "runs/decide_objection.html", f"Decide on objection {number}", context)

    def _says(self, objection: Objection) -> list[str]:
        rules = rules_needed(objection.run)
        says = [f"{objection.agency} objects to the clearing of one charge, on this ground: "]
        says[0] += f"{grounds(rules).get(objection.ground, objection.ground)}."
        if rules.decided_by:
            says.append(
                f"The law leaves the decision to {KINDS[rules.decided_by].en}{cited(rules)}. Write down what was "
                "decided there; do not decide yourself, unless you act for it."
            )
        return [*says, "A decision is given once. The charge is held back if the objection is sustained."]
