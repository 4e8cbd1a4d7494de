"""Reversals and holds, for staff. Cleared records are sealed: no page lists them, and every look at one is kept."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone

from clearance.days import state_day
from clearance.runs.ledger import actions, holds, look_up
from clearance.runs.ledger.forms import MOST_PURPOSE, AskForm, ConfirmForm, LiftForm, LookUpForm
from clearance.runs.ledger.models import Clearance, Hold, ReversalRequest
from clearance.runs.refusals import Refused
from clearance.staff import name_of, passkey_at, reference, step_up


class LedgerAdmin(admin.ModelAdmin):
    """What is written by actions only, step by step. The page of one row shows the charge, which is a look at it."""

    change_form_template = "runs/ledger_page.html"
    show_full_result_count = False
    #: Whoever has any of these may see it.
    seen_with: tuple[str, ...]

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) or any(map(request.user.has_perm, self.seen_with))

    def has_module_permission(self, request):
        return super().has_module_permission(request) or self.has_view_permission(request)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def look(self, request, one) -> look_up.Sealed:
        """What is shown of the charge, and the event that says who looked."""
        raise NotImplementedError

    def steps(self, request, one) -> list[tuple[str, str]]:
        """The addresses and the names of what can be done with it now."""
        raise NotImplementedError

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {"sealed": self.look(request, obj), "steps": self.steps(request, obj)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def ask(self, request, one, title: str, says: list[str], form, do, done: str):
        """Says what will happen; once it is confirmed, does it, and goes back to the page of the row."""
        back = reverse(f"admin:runs_{self.opts.model_name}_change", args=[one.pk])
        if request.method == "POST" and form.is_valid():
            try:
                do(form.cleaned_data)
                messages.success(request, done)
            except Refused as refusal:
                messages.error(request, str(refusal))
            return redirect(back)
        return self.page(request, "admin/step.html", title=title, says=says, form=form, one=one, back=back)

    def page(self, request, template: str, **context):
        return render(request, template, {**self.admin_site.each_context(request), "opts": self.opts, **context})


@admin.register(ReversalRequest)
class ReversalRequestAdmin(LedgerAdmin):
    """To add a request is to look up a clearance first."""

    list_display = ("__str__", "ground", "state", "asker", "asked_at", "decider")
    list_filter = (("decided_at", admin.EmptyFieldListFilter), "granted")
    fields = readonly_fields = (
        "state",
        "ground_in_words",
        "legal_basis",
        "note",
        "asker",
        "asked_at",
        "decider",
        "decided_at",
    )
    seen_with = ("runs.add_reversalrequest", "runs.decide_reversal")

    @admin.display(description="state")
    def state(self, one):
        return "open" if one.decided_at is None else "granted" if one.granted else "refused"

    @admin.display(description="asked by")
    def asker(self, one):
        return name_of(one.asked_by)

    @admin.display(description="decided by")
    def decider(self, one):
        return name_of(one.decided_by)

    @admin.display(description="ground")
    def ground_in_words(self, one):
        return dict(_grounds(one.clearance)).get(one.ground, one.ground)

    def look(self, request, one):
        by, purpose = reference(request.user), f"request {one.pk} for a reversal"
        return look_up.look_at_clearance(by=by, clearance=one.clearance, purpose=purpose)

    def steps(self, request, one):
        if one.decided_at or not request.user.has_perm("runs.decide_reversal"):
            return []
        names = {"grant": "Grant the reversal", "refuse": "Refuse it"}
        return [(reverse(f"admin:runs_reversalrequest_{step}", args=[one.pk]), name) for step, name in names.items()]

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:number>/grant/", view(self.grant), name="runs_reversalrequest_grant"),
            path("<int:number>/refuse/", view(self.refuse), name="runs_reversalrequest_refuse"),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        """Look one cleared charge up, by a number that is known exactly; then ask to undo its clearance. What is typed
        stands in no address.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        if "clearance" in request.POST:
            return self._ask_reversal(request)
        form = LookUpForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            purpose = form.cleaned_data["purpose"]
            try:
                clearance = look_up.find(**form.which)
            except Refused as refusal:
                look_up.found_nothing(by=reference(request.user), purpose=purpose)
                form.add_error(None, str(refusal))
            else:
                return self._show(request, clearance, purpose)
        says = ["Cleared records are sealed. You can look at one charge, whose number you know, for a purpose."]
        back = reverse("admin:runs_reversalrequest_changelist")
        return self.page(request, "admin/step.html", title="Look up a clearance", says=says, form=form, back=back)

    def _ask_reversal(self, request):
        number = request.POST["clearance"]
        clearance = get_object_or_404(Clearance, pk=number if number.isdecimal() else 0)
        form = AskForm(request.POST, grounds=_grounds(clearance))
        if not form.is_valid():
            return self._show(request, clearance, request.POST.get("purpose", "")[:MOST_PURPOSE], form)
        given = {name: form.cleaned_data[name] for name in ("ground", "legal_basis", "note")}
        try:
            asked = actions.ask_reversal(by=reference(request.user), clearance=clearance, at=timezone.now(), **given)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._show(request, clearance, form.cleaned_data["purpose"], form)
        messages.success(request, f"Request {asked.pk} is open. Someone else decides on it.")
        return redirect("admin:runs_reversalrequest_changelist")

    def grant(self, request, number):
        one = self._open(request, number)
        if again := step_up(request):
            return again
        says = [
            f"You grant request {one.pk}, which {name_of(one.asked_by)} made: clearance {one.clearance_id} is undone.",
            "The charge can be seen again, as if it had not been cleared. Every agency that was told of the clearance "
            "is told to restore it, the person sees it, and the reversal counts in the public figures.",
            "No run clears the charge again before someone has looked and lifts its hold. This cannot be taken back.",
        ]

        def do(values):
            now = timezone.now()
            day, signed_in = state_day(now), passkey_at(request)
            actions.grant_reversal(by=reference(request.user), request=one, signed_in_at=signed_in, on=day, at=now)

        return self.ask(request, one, "Grant the reversal", says, _confirmed(request), do, "The clearance is undone.")

    def refuse(self, request, number):
        one = self._open(request, number)
        if again := step_up(request):
            return again
        says = [f"You refuse request {one.pk}. Clearance {one.clearance_id} stays as it is. It can be asked for again."]

        def do(values):
            actions.refuse_reversal(by=reference(request.user), request=one, at=timezone.now())

        return self.ask(request, one, "Refuse the reversal", says, _confirmed(request), do, "The clearance stays.")

    def _open(self, request, number):
        if not request.user.has_perm("runs.decide_reversal"):
            raise PermissionDenied
        return get_object_or_404(ReversalRequest, pk=number)

    def _show(self, request, clearance, purpose, form=None):
        """The charge, and the form that asks to undo its clearance. Shown or shown again, it is a look."""
        sealed = look_up.look_at_clearance(by=reference(request.user), clearance=clearance, purpose=purpose)
        asked = {"clearance": clearance.pk, "purpose": purpose}
        form = form or AskForm(initial=asked, grounds=_grounds(clearance))
        says = [f"This is clearance {clearance.pk}. Is it the one you mean, and should it be undone?"]
        shown = {"says": says, "sealed": sealed, "form": form, "back": reverse("admin:runs_reversalrequest_add")}
        return self.page(request, "runs/clearance_found.html", title="Ask for its reversal", **shown)


@admin.register(Hold)
class HoldAdmin(LedgerAdmin):
    list_display = ("__str__", "because", "reference", "placer", "placed_at", "lifter")
    list_filter = (("lifted_at", admin.EmptyFieldListFilter), "because")
    fields = readonly_fields = (
        "because",
        "reference",
        "placer",
        "placed_at",
        "lifter",
        "lifted_at",
        "reason",
    )
    seen_with = ("runs.lift_hold",)

    def has_add_permission(self, request):
        """A hold is placed by what leads to it."""
        return False

    @admin.display(description="placed by")
    def placer(self, one):
        return name_of(one.placed_by)

    @admin.display(description="lifted by")
    def lifter(self, one):
        return name_of(one.lifted_by)

    def look(self, request, one):
        return look_up.look_at_hold(by=reference(request.user), hold=one, purpose=f"hold {one.pk}")

    def steps(self, request, one):
        if one.lifted_at or not request.user.has_perm("runs.lift_hold"):
            return []
        return [(reverse("admin:runs_hold_lift", args=[one.pk]), "Lift the hold")]

    def get_urls(self):
        lift = path("<int:number>/lift/", self.admin_site.admin_view(self.lift), name="runs_hold_lift")
        return [lift, *super().get_urls()]

    def lift(self, request, number):
        if not request.user.has_perm("runs.lift_hold"):
            raise PermissionDenied
        if again := step_up(request):
            return again
        one = get_object_or_404(Hold, pk=number)
        says = [
            f"The charge is held because {one.get_because_display()} ({one.reference}).",
            "Without this hold, the next run that finds the charge eligible may clear it. Someone else than who placed "
            "the hold lifts it.",
        ]
        form = LiftForm(request.POST if request.method == "POST" else None)

        def do(values):
            holds.lift_hold(by=reference(request.user), hold=one, at=timezone.now(), **values)

        return self.ask(request, one, "Lift the hold", says, form, do, "The hold is lifted.")


def _grounds(clearance: Clearance) -> list[tuple[str, str]]:
    """The grounds to choose from; none where the law cannot be read."""
    try:
        grounds = actions.grounds(clearance)
    except Refused:
        return []
    return [(ground.id, f"{ground.says.en} ({ground.citation or ground.id})") for ground in grounds]


def _confirmed(request) -> ConfirmForm:
    return ConfirmForm(request.POST if request.method == "POST" else None)
