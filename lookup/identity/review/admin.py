"""What reviewers decide, in the admin: a list by number, and one claim at a time, each look written down."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.timesince import timesince

from clearance.days import working_days_later
from clearance.installation_key import installation_key
from clearance.notices.step_page import ask
from clearance.records.admin import ReadOnly
from clearance.runs.refusals import Refused
from clearance.signing import public_key
from clearance.staff import reference, step_up
from lookup.identity.models import Claim, LinkCheck
from lookup.identity.review import actions
from lookup.identity.review.forms import JudgeForm, ReasonForm
from lookup.identity.review.models import Kind
from lookup.identity.review.nightly import is_signed
from lookup.identity.review.questions import asked, question
from lookup.identity.review.standing import how, standing
from lookup.identity.review.waits import WORKING_DAYS
from lookup.identity.review.words import why

IN_FULL = (
    "You will see whole names, birth dates and case numbers, of the claim and of each person whom it may be about.",
    "Do this only where what is masked is not enough to decide.",
)
DECIDE = (
    "Opinions are given once. To link someone without a strong identifier, to take a link away, and to open or end a "
    "link that is frozen takes two reviewers who say the same; so does everything of which two have said different "
    "things. Until then nothing changes.",
    "Whoever waits is not told of it, nor why. They can go to a counter at any time.",
)


class KindFilter(admin.SimpleListFilter):
    title, parameter_name = "what is asked", "kind"

    def lookups(self, request, model_admin):
        return Kind.choices

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Claim)
class ReviewAdmin(ReadOnly, admin.ModelAdmin):
    """Claims and links that are asked about; a claim of which nothing is asked has no page."""

    list_display = ("number", "what", "reason", "age", "in_time", "verified")
    list_display_links = ("number",)
    list_filter = (KindFilter,)
    list_per_page = 50

    def get_queryset(self, request):
        return asked().order_by("since", "pk")

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("identity.review_claim")

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_model_perms(self, request):
        return {"view": self.has_view_permission(request)}

    @admin.display(description="claim", ordering="pk")
    def number(self, claim):
        return f"Claim {claim.pk}"

    @admin.display(description="what is asked")
    def what(self, claim):
        return Kind(claim.kind).label

    @admin.display(description="why")
    def reason(self, claim):
        return why(claim.why)

    @admin.display(description="waits", ordering="since")
    def age(self, claim):
        return timesince(claim.since, timezone.now(), depth=1)

    @admin.display(description="in time", boolean=True)
    def in_time(self, claim):
        return timezone.now() < working_days_later(claim.since, WORKING_DAYS)

    @admin.display(description="verified")
    def verified(self, claim):
        return how(claim.identity)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "What reviewers decide", **(extra_context or {})})

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="identity_claim_changelist"),
            path("<int:number>/", view(self.claim), name="identity_claim_change"),
            path("<int:number>/full/", view(self.full), name="identity_claim_full"),
            path("<int:number>/decide/", view(self.decide), name="identity_claim_decide"),
        ]

    def claim(self, request: HttpRequest, number: int) -> HttpResponse:
        """One claim, masked."""
        self._only_reviewers(request)
        return self._shown(request, number, actions.look(by=reference(request.user), number=number))

    def full(self, request: HttpRequest, number: int) -> HttpResponse:
        """The same in full, for a reason that is given first, to whoever has just shown a second factor."""
        self._only_reviewers(request)
        if again := step_up(request, passkey=False):
            return again
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            by, reason = reference(request.user), form.cleaned_data["reason"]
            return self._shown(request, number, actions.look_in_full(by=by, number=number, reason=reason))
        return ask(self, request, title="Show in full", says=IN_FULL, form=form, back=_page_of(number))

    def decide(self, request: HttpRequest, number: int) -> HttpResponse:
        """Say what one thinks of it, as whoever has just shown a second factor."""
        self._only_reviewers(request)
        if again := step_up(request, passkey=False):
            return again
        now = question(number)
        if now is None:
            return self._nothing(request, number)
        form = JudgeForm(request.POST if request.method == "POST" else None, asked=now)
        if form.is_valid():
            return self._judged(request, number, form)
        return ask(self, request, title=f"Decide on claim {number}", says=DECIDE, form=form, back=_page_of(number))

    def _only_reviewers(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _shown(self, request, number, found):
        if found is None:
            return self._nothing(request, number)
        context = self.admin_site.each_context(request) | {
            "title": f"Claim {number}",
            "opts": self.opts,
            "found": found,
            "why": why(found.asked.because),
            "stands": standing(found.asked, reference(request.user)),
        }
        return render(request, "lookup/review/claim.html", context)

    def _nothing(self, request, number):
        messages.info(request, f"Nothing is asked about claim {number}: it is decided, or not for reviewers.")
        return redirect("admin:identity_claim_changelist")

    def _judged(self, request, number, form):
        try:
            done = actions.judge(
                number=number, by=reference(request.user), at=timezone.now(), **form.judgement()
            ).decides
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            waits = "Your opinion is kept. It takes another reviewer now."
            messages.success(request, f"Claim {number} is decided." if done else waits)
        # Not to its own page: that would be another look at someone's record.
        return redirect("admin:identity_claim_changelist")


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnly, admin.ModelAdmin):
    """Day by day, that no two people share a link."""

    list_display = ("day", "at", "links", "found", "signed")
    fields = readonly_fields = ("day", "at", "links", "faults", "key", "signature", "signed")

    @admin.display(description="faults")
    def found(self, one):
        return len(one.faults)

    @admin.display(description="signed by this installation", boolean=True)
    def signed(self, one):
        return is_signed(one, public_key(installation_key()))


def _page_of(number: int) -> str:
    return reverse("admin:identity_claim_change", args=[number])
