"""The steps that staff take with a run in the admin: who may, when, what happens then, in plain words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from clearance.days import state_day
from clearance.runs.approval import actions as approval
from clearance.runs.eligibility import actions
from clearance.runs.eligibility.models import Run
from clearance.runs.eligibility.totals import total_of
from clearance.runs.objections.actions import open_window
from clearance.runs.objections.rules import allows_objections
from clearance.staff import passkey_at, reference

State = Run.State


class ConfirmForm(forms.Form):
    """Nothing to fill in."""


class WhyForm(forms.Form):
    why = forms.CharField(label="Why", widget=forms.Textarea({"rows": 3}), max_length=1000)


class DigestForm(forms.Form):
    """The digest that was on the page when someone said yes to it."""

    digest = forms.CharField(widget=forms.HiddenInput)


class ReleaseForm(forms.Form):
    reason = forms.CharField(label="What you found", widget=forms.Textarea({"rows": 3}), max_length=1000)


@dataclass(frozen=True)
class Step:
    """One step. `says` is what will happen; `do` does it, and may raise Refused. `fresh`: it asks for a passkey."""

    label: str
    permission: str
    states: tuple[str, ...]
    says: Callable[[Run], list[str]]
    do: Callable[[HttpRequest, Run, dict, datetime], object]
    form: type[forms.Form] = ConfirmForm
    fresh: bool = False
    when: Callable[[Run], bool] = lambda run: True

    def is_open(self, run: Run, request: HttpRequest) -> bool:
        """Whether it can be taken now, by whoever asks."""
        return run.state in self.states and self.when(run) and request.user.has_perm(self.permission)


def _charges(run: Run) -> str:
    return f"{total_of(run).clear:,} charges"


STEPS: dict[str, Step] = {
    "objections": Step(
        "Open it to objections",
        "runs.prepare_run",
        (State.COMPUTED,),
        lambda run: [
            "The agencies that the law lets object see what the run would clear of their own cases, and may object on "
            "the grounds of the law, for as long as it gives them.",
            "The run is closed when that time is over, or when each of them has said that it has no more objections.",
        ],
        lambda request, run, data, now: open_window(by=reference(request.user), run=run, on=state_day(now), at=now),
        when=allows_objections,
    ),
    "settle": Step(
        "Close the dry run",
        "runs.prepare_run",
        (State.COMPUTED, State.OBJECTIONS),
        lambda run: [
            "The time to look at the dry run ends. What someone placed a hold on, or objected to, is held back.",
            "Then the digest is final, and two people who did not prepare the run can approve it.",
        ],
        lambda request, run, data, now: actions.settle(by=reference(request.user), run=run, on=state_day(now), at=now),
    ),
    "approve": Step(
        "Approve",
        "runs.approve_run",
        (State.READY,),
        lambda run: [
            f"You say yes to this run: {_charges(run)} are to be cleared under the {run.policy.title}, "
            f"as of {run.as_of}.",
            f"Its digest is {run.digest}. It stands for every decision of the run; what is applied is exactly that.",
            f"{approval.APPROVALS} people approve, none of whom prepared it. So far: {run.approvals.count()}.",
        ],
        lambda request, run, data, now: approval.approve(
            by=reference(request.user), run=run, digest=data["digest"], signed_in_at=passkey_at(request), at=now
        ),
        DigestForm,
        fresh=True,
    ),
    "start": Step(
        "Let it take effect",
        "runs.prepare_run",
        (State.APPROVED,),
        lambda run: [
            f"{_charges(run)} are cleared, in stages: a hundred at most, then a thousand, then the rest. Between two "
            "stages the run waits until someone goes on.",
            "Where the law asks for court orders, they are made first, and nothing is cleared before a court signs.",
            "Every agency that the law names is told. You can stop it at any moment.",
        ],
        lambda request, run, data, now: actions.start(by=reference(request.user), run=run, at=now),
    ),
    "carry-on": Step(
        "Go on",
        "runs.prepare_run",
        (State.APPLYING,),
        lambda run: [
            f"Stage {run.stage} is done. The next stage begins."
            if run.paused_at
            else f"The run was stopped: {run.stopped_why} It goes on where it stopped."
        ],
        lambda request, run, data, now: actions.carry_on(by=reference(request.user), run=run, at=now),
        when=lambda run: bool(run.paused_at or run.stopped_at),
    ),
    "stop": Step(
        "Stop",
        "runs.prepare_run",
        (State.APPLYING,),
        lambda run: ["Nothing more is cleared after the batch that is in hand. What was cleared stays cleared."],
        lambda request, run, data, now: actions.stop(by=reference(request.user), run=run, why=data["why"], at=now),
        WhyForm,
        when=lambda run: run.stopped_at is None,
    ),
    "withdraw": Step(
        "Withdraw",
        "runs.prepare_run",
        actions.GIVEN_UP_FROM,
        lambda run: ["The run is given up. Nothing of it has taken effect, and nothing will."],
        lambda request, run, data, now: actions.withdraw(by=reference(request.user), run=run, why=data["why"], at=now),
        WhyForm,
    ),
}


def take(step: Step, request: HttpRequest, run: Run, data: dict) -> None:
    """Take a step now. Raises Refused."""
    step.do(request, run, data, timezone.now())
