"""Eligibility runs, for staff: each step with a page that says what will happen, and what keeps a run from going on."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone

from clearance.days import state_day
from clearance.runs.approval import actions as approval
from clearance.runs.approval.models import Brake
from clearance.runs.eligibility import actions, overview
from clearance.runs.eligibility.forms import PrepareForm
from clearance.runs.eligibility.models import Run
from clearance.runs.eligibility.steps import STEPS, ReleaseForm, take
from clearance.runs.eligibility.totals import total_of
from clearance.runs.orders.make import made
from clearance.runs.refusals import Refused
from clearance.runs.sample.admin import sample_standing
from clearance.staff import name_of, reference, step_up

#: Seconds after which the page of a run that a worker is at loads itself again.
LOOK_AGAIN = 5


@admin.register(Run)
class RunAdmin(admin.ModelAdmin):
    form = PrepareForm
    change_form_template = "runs/run_page.html"
    list_display = ("__str__", "state", "prepared_at", "operator", "applied_at")
    list_filter = ("state", "policy")
    list_select_related = ("policy",)
    asked = ("policy", "as_of", "counties")
    shown = (
        "standing",
        "policy",
        "as_of",
        "scope",
        "brakes",
        "quality_sample",
        "counts",
        "approvals",
        "operator",
        "prepared_at",
        "computed_at",
        "digest",
        "policy_sha256",
        "snapshot_import",
    )

    def get_fields(self, request, obj=None):
        return self.shown if obj else self.asked

    def get_readonly_fields(self, request, obj=None):
        return self.shown if obj else ()

    def has_add_permission(self, request):
        return request.user.has_perm("runs.prepare_run")

    def has_change_permission(self, request, obj=None):
        """A run changes by its steps only."""
        return False

    def has_view_permission(self, request, obj=None):
        names = ("view_run", "prepare_run", "approve_run", "release_brake")
        return any(request.user.has_perm(f"runs.{name}") for name in names)

    def has_module_permission(self, request):
        return self.has_view_permission(request) or super().has_module_permission(request)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_changeform_initial_data(self, request):
        return {"as_of": state_day(timezone.now()), **super().get_changeform_initial_data(request)}

    def save_model(self, request, obj, form, change):
        asked = {name: form.cleaned_data[name] for name in self.asked}
        obj.pk = actions.prepare(by=reference(request.user), at=timezone.now(), **asked).pk

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:runs_run_changelist")

    def response_add(self, request, obj, post_url_continue=None):
        """Straight to the page that shows how far it is."""
        return redirect("admin:runs_run_change", obj.pk)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            steps = [(name, step) for name, step in STEPS.items() if step.is_open(obj, request)]
            context["steps"] = steps
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if obj and obj.is_at_work:
            response["Refresh"] = str(LOOK_AGAIN)
        return response

    @admin.display(description="where it stands")
    def standing(self, run):
        return render_to_string("runs/run_standing.html", {"run": run, "orders": run.orders.exists() and made(run)})

    @admin.display(description="prepared by")
    def operator(self, run):
        return name_of(run.prepared_by)

    @admin.display(description="scope")
    def scope(self, run):
        return ", ".join(run.counties) or "the whole state"

    @admin.display(description="brakes")
    def brakes(self, run):
        return render_to_string("runs/run_brakes.html", {"run": run, "brakes": run.brakes.all()})

    @admin.display(description="quality sample")
    def quality_sample(self, run):
        return sample_standing(run) if run.computed_at else "not computed yet"

    @admin.display(description="what it decides")
    def counts(self, run):
        if not run.computed_at:
            return "not computed yet"
        return render_to_string(
            "runs/run_counts.html", {"run": run, "total": total_of(run), "tables": overview.tables(run)}
        )

    @admin.display(description="approvals")
    def approvals(self, run):
        return render_to_string("runs/run_approvals.html", {"approvals": run.approvals.all(), "run": run})

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:number>/step/<slug:name>/", view(self.step), name="runs_run_step"),
            path("<int:number>/brake/<int:brake>/", view(self.release), name="runs_run_release"),
            *super().get_urls(),
        ]

    def step(self, request, number, name):
        """What a step will do, and, confirmed, the step itself."""
        run = get_object_or_404(Run.objects.select_related("policy", "snapshot_import"), pk=number)
        step = STEPS.get(name)
        if step is None:
            raise Http404
        if not request.user.has_perm(step.permission):
            raise PermissionDenied
        if step.fresh and (again := step_up(request)):
            return again
        form = step.form(request.POST if request.method == "POST" else None, initial={"digest": run.digest})
        if form.is_valid():
            return self._taken(request, run, lambda: take(step, request, run, form.cleaned_data), step.label)
        return self._ask(request, run, step.label, step.says(run), form)

    def release(self, request, number, brake):
        """Release a brake, with a reason."""
        if not request.user.has_perm("runs.release_brake"):
            raise PermissionDenied
        if again := step_up(request):
            return again
        one = get_object_or_404(Brake.objects.select_related("run__policy"), pk=brake, run=number)
        form = ReleaseForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            now, by, reason = timezone.now(), reference(request.user), form.cleaned_data["reason"]
            release = lambda: approval.release_brake(by=by, brake=one, reason=reason, at=now)  # noqa: E731
            return self._taken(request, one.run, release, "Release the brake")
        says = [f"{one}: {one.found}.", f"Allowed: {one.threshold}.", "Say why the run may go on all the same."]
        return self._ask(request, one.run, "Release the brake", says, form)

    def _taken(self, request, run, do, label):
        try:
            do()
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{label}: done.")
        return redirect("admin:runs_run_change", run.pk)

    def _ask(self, request, run, label, says, form):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": label,
            "one": run,
            "back": reverse("admin:runs_run_change", args=[run.pk]),
            "says": says,
            "form": form,
        }
        return render(request, "admin/step.html", context)
