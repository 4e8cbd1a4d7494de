"""The pages of members of an agency that may object: open runs, the search by case number, the list, and the form."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from clearance.agencies.models import Agency, Member
from clearance.days import state_day
from clearance.law.policy import PolicyError
from clearance.records.models import Charge
from clearance.runs.eligibility.models import Run
from clearance.runs.objections import actions, looks
from clearance.runs.objections.forms import CaseForm, ObjectionForm
from clearance.runs.objections.models import Objection
from clearance.runs.objections.proposed import as_csv, as_json_lines, columns, in_words, proposed
from clearance.runs.objections.rules import allows_objections, objectors, rules_needed
from clearance.runs.refusals import Refused

#: In which forms the list can be taken: the type of each, and how it is made.
FILES: dict[str, tuple[str, Callable[[Run, Agency], Iterator[str]]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "jsonl": ("application/jsonl", as_json_lines),
}
NO_MORE = (
    "You say for your agency that it has no more objections to this run. This cannot be taken back.",
    "Objections that it filed before are decided all the same.",
)


class ForAgencies:
    """The pages for agencies, on the admin of objections."""

    def urls_for_agencies(self) -> list[URLPattern]:
        view, run = self.admin_site.admin_view, "run/<int:number>/<slug:code>/"
        return [
            path("open/", view(self.open_runs), name="runs_objection_open"),
            path(run, view(self.run), name="runs_objection_run"),
            path(f"{run}charge/<int:charge>/", view(self.object_to), name="runs_objection_object"),
            path(f"{run}no-more/", view(self.no_more), name="runs_objection_no_more"),
            path(f"{run}list.<slug:form>", view(self.list_of_run), name="runs_objection_list"),
        ]

    def open_runs(self, request: HttpRequest) -> HttpResponse:
        """The runs to which an agency of this member may object now."""
        if not request.user.has_perm("runs.add_objection"):
            raise PermissionDenied
        runs = Run.objects.filter(state=Run.State.OBJECTIONS).select_related("policy").order_by("objections_until")
        mine = [(run, objectors(rules_needed(run)).of_member(request.user)) for run in runs if allows_objections(run)]
        found = [(run, agency) for run, agencies in mine for agency in agencies]
        return self._page(request, "runs/open_runs.html", "Runs open to objections", {"found": found})

    def run(self, request: HttpRequest, number: int, code: str) -> HttpResponse:
        """What a run would clear of the agency's cases: how many, one case at a time, and as a list."""
        run, member = self._of(request, number, code)
        form = CaseForm(request.POST if request.method == "POST" else None)
        context: dict[str, Any] = {"run": run, "agency": member.agency, "form": form}
        try:
            actions.may_be_heard(member, run, _today())
            if form.is_valid():
                context["found"] = looks.look_up(by=member, run=run, on=_today(), **form.cleaned_data)
        except (Refused, PolicyError) as refusal:
            context["closed"] = str(refusal)
        context |= {
            "proposed": proposed(run, member.agency).count(),
            "columns": [in_words(column) for column in columns(member.agency)],
            "filed": Objection.objects.filter(run=run, agency=member.agency),
            "files": FILES,
        }
        return self._page(request, "runs/agency_run.html", f"Run {number}: {member.agency}", context)

    def object_to(self, request: HttpRequest, number: int, code: str, charge: int) -> HttpResponse:
        """The form for an objection to one charge."""
        run, member = self._of(request, number, code)
        one, today = get_object_or_404(Charge, pk=charge), _today()
        try:
            rules = actions.may_be_heard(member, run, today)
            form = ObjectionForm(rules, request.POST if request.method == "POST" else None)
            if form.is_valid():
                actions.file(by=member, run=run, charge=one, on=today, at=timezone.now(), **form.cleaned_data)
                messages.success(request, "Your objection is filed. Someone else decides on it.")
                return redirect(_address(run, member))
            row = looks.look_at(by=member, run=run, charge=one, on=today)
        except (Refused, PolicyError) as refusal:
            messages.error(request, str(refusal))
            return redirect(_address(run, member))
        facts = [(in_words(column), value) for column, value in row.items()]
        return self._step(request, run, member, "Object", form, template="runs/object_to.html", facts=facts)

    def no_more(self, request: HttpRequest, number: int, code: str) -> HttpResponse:
        """Says that the agency has no more objections."""
        run, member = self._of(request, number, code)
        if request.method == "POST":
            try:
                actions.no_objection(by=member, run=run, on=_today(), at=timezone.now())
                messages.success(request, f"It is written down that {member.agency} has no more objections.")
            except (Refused, PolicyError) as refusal:
                messages.error(request, str(refusal))
            return redirect(_address(run, member))
        return self._step(request, run, member, "No more objections", forms.Form(), says=NO_MORE)

    def list_of_run(self, request: HttpRequest, number: int, code: str, form: str) -> HttpResponse:
        """All that the run would clear of the agency's cases, as a file. Who takes it is written down first."""
        run, member = self._of(request, number, code)
        if form not in FILES:
            raise Http404
        try:
            looks.take_list(by=member, run=run, form=form, on=_today())
        except (Refused, PolicyError) as refusal:
            messages.error(request, str(refusal))
            return redirect(_address(run, member))
        content_type, made = FILES[form]
        headers = {"Content-Disposition": f'attachment; filename="run-{run.pk}-{code}.{form}"'}
        return StreamingHttpResponse(made(run, member.agency), content_type=content_type, headers=headers)

    def _of(self, request: HttpRequest, number: int, code: str) -> tuple[Run, Member]:
        """The run, and as whom the user acts for the agency. Whether it may object the actions say."""
        if not request.user.has_perm("runs.add_objection"):
            raise PermissionDenied
        members = Member.objects.current().filter(user=request.user, agency__in=Agency.objects.open())
        member = members.select_related("agency", "user").filter(agency__code=code).first()
        if member is None:
            raise PermissionDenied
        return get_object_or_404(Run.objects.select_related("policy"), pk=number), member

    def _step(self, request, run, member, title, form, template="admin/step.html", **context):
        title_of_page = {"one": f"Run {run.pk}: {member.agency}", "back": _address(run, member), "form": form}
        return self._page(request, template, title, {**title_of_page, **context})

    def _page(self, request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
        site = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return render(request, template, {**site, **context})


def _address(run: Run, member: Member) -> str:
    return reverse("admin:runs_objection_run", args=[run.pk, member.agency.code])


def _today():
    return state_day(timezone.now())
