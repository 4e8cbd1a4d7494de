"""Samples, for staff: how each stands, and one decision at a time for whoever checks it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone

from clearance.law.policy import PolicyError
from clearance.law.process import Safeguards
from clearance.records.admin import ReadOnly
from clearance.runs.eligibility.models import Run
from clearance.runs.laws import law_of
from clearance.runs.refusals import Refused
from clearance.runs.sample import actions
from clearance.runs.sample.forms import AnswerForm, DrawForm
from clearance.runs.sample.models import Sample, SampledDecision
from clearance.runs.sample.standing import Checked, percent, standing
from clearance.staff import name_of, reference

Answer = SampledDecision.Answer
#: Whoever has to do with a run may see how its sample stands.
MAY_SEE = ("view_sample", "review_sample", "prepare_run", "approve_run")

#: So many are offered where the law names no number.
PER_OUTCOME = 50
DRAWING = (
    "So many decisions of each outcome are drawn by chance, from all that the run decided; where there are fewer, all "
    "of them. It is done once for each run.",
    "People who did not prepare the run look at one after the other, and say whether it is right. A charge that one of "
    "them disagrees with is held back.",
)


def sample_standing(run: Run) -> str:
    """How the sample of a run stands, as a part of a page."""
    try:
        found = standing(run)
    except PolicyError as error:
        return render_to_string("runs/sample_standing.html", {"error": error})
    sample = Sample.objects.filter(run=run).first()
    rows = [_row(one) for one in (*found.by_outcome, found.whole) if one]
    waiting = sample and sample.decisions.unanswered().first()
    context = {"run": run, "sample": sample, "standing": found, "rows": rows, "waiting": waiting}
    return render_to_string("runs/sample_standing.html", {**context, "open": run.state in actions.CHECKED_IN})


def _row(one: Checked) -> dict[str, object]:
    low, high = one.interval
    return {
        "checked": one,
        "cannot_tell": one.answered - one.told,
        "rate": "–" if one.rate is None else percent(one.rate),
        "interval": f"{percent(low)} to {percent(high)}",
    }


@admin.register(Sample)
class SampleAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("run", "drawn_at", "per_outcome", "asked", "answered", "errors")
    list_select_related = ("run__policy",)
    fields = readonly_fields = ("run", "standing", "found", "per_outcome", "seed", "drawer", "drawn_at")

    def has_view_permission(self, request, obj=None):
        return any(request.user.has_perm(f"runs.{name}") for name in MAY_SEE)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(
                asked=Count("decisions"),
                answered=Count("decisions", filter=~Q(decisions__answer="")),
                errors=Count("decisions", filter=Q(decisions__answer=Answer.DISAGREE)),
            )
        )

    @admin.display(description="to check")
    def asked(self, sample):
        return sample.asked

    @admin.display(description="checked")
    def answered(self, sample):
        return sample.answered

    @admin.display(description="wrong")
    def errors(self, sample):
        return sample.errors

    @admin.display(description="how it stands")
    def standing(self, sample):
        return sample_standing(sample.run)

    @admin.display(description="what reviewers found")
    def found(self, sample):
        found = sample.decisions.exclude(answer__in=("", Answer.AGREE))
        names = {by: name_of(by) for by in {one.answered_by for one in found}}
        return render_to_string("runs/sample_found.html", {"found": [(one, names[one.answered_by]) for one in found]})

    @admin.display(description="drawn by")
    def drawer(self, sample):
        return name_of(sample.drawn_by)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("draw/<int:number>/", view(self.draw), name="runs_sample_draw"),
            path("<int:number>/decision/<int:place>/", view(self.decision), name="runs_sample_check"),
            *super().get_urls(),
        ]

    def draw(self, request: HttpRequest, number: int) -> HttpResponse:
        """Draw the sample of a run."""
        if not request.user.has_perm("runs.prepare_run"):
            raise PermissionDenied
        run = get_object_or_404(Run.objects.select_related("policy"), pk=number)
        try:
            asked_for = law_of(run.policy).process.safeguards or Safeguards()
            form = DrawForm(request.POST or None, initial={"per_outcome": asked_for.sample or PER_OUTCOME})
            if request.method == "POST" and form.is_valid():
                sample = actions.draw(by=reference(request.user), run=run, at=timezone.now(), **form.cleaned_data)
                messages.success(request, "The sample is drawn. Others than who prepared the run check it now.")
                return redirect(_page_of(sample))
        except (Refused, PolicyError) as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:runs_sample_changelist")
        context = {"title": f"Draw the sample of run {run.pk}", "says": DRAWING, "form": form}
        return self._page(request, "admin/step.html", context, reverse("admin:runs_sample_changelist"))

    def decision(self, request: HttpRequest, number: int, place: int) -> HttpResponse:
        """One decision of a sample, for someone who checks it. Each look is an event."""
        if not request.user.has_perm("runs.review_sample"):
            raise PermissionDenied
        rows = SampledDecision.objects.select_related("sample__run__policy", "charge__case", "charge__person")
        sampled = get_object_or_404(rows, sample=number, number=place)
        form = AnswerForm(request.POST or None)
        try:
            if request.method == "POST" and form.is_valid():
                return self._answered(request, sampled, form)
            shown = actions.look(by=reference(request.user), sampled=sampled)
        except (Refused, PolicyError) as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:runs_sample_change", number)
        context = {
            "title": f"Decision {place} of the sample of run {sampled.sample.run_id}",
            "one": sampled.sample,
            "sampled": sampled,
            "shown": shown,
            "form": form,
        }
        return self._page(request, "runs/check_decision.html", context, _page_of(sampled.sample))

    def _answered(self, request, sampled, form):
        actions.answer(by=reference(request.user), sampled=sampled, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"Decision {sampled.number} is answered.")
        waiting = SampledDecision.objects.unanswered().filter(sample=sampled.sample).first()
        if waiting is None:
            return redirect(_page_of(sampled.sample))
        return redirect("admin:runs_sample_check", sampled.sample_id, waiting.number)

    def _page(self, request, template, context, back):
        site = {**self.admin_site.each_context(request), "opts": self.opts, "back": back}
        return render(request, template, {**site, **context})


def _page_of(sample: Sample) -> str:
    return reverse("admin:runs_sample_change", args=[sample.pk])
