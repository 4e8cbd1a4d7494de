"""Court orders: a clerk sees those of their own court, takes them out, and records what the court did with each."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone

from clearance.runs.orders import actions, schedule
from clearance.runs.orders.forms import RefusedForm, SignedForm
from clearance.runs.orders.models import Order
from clearance.runs.orders.pdf import as_pdf
from clearance.runs.refusals import Refused
from clearance.staff import name_of, reference

#: In which forms an order can be taken out: the type of each, and how it is made.
FILES: dict[str, tuple[str, Callable[[Order], bytes]]] = {
    "pdf": ("application/pdf", as_pdf),
    "jsonl": ("application/jsonl", lambda order: b"".join(schedule.as_jsonl(order))),
    "csv": ("text/csv; charset=utf-8", lambda order: "".join(schedule.as_csv(order)).encode()),
}


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    """Lists no one: the schedule is only in the files, and only for a clerk of the court."""

    change_form_template = "runs/order_page.html"
    list_display = ("__str__", "agency", "court", "lines", "state", "made_at", "signed_on", "applied_at")
    list_filter = ("state",)
    list_select_related = ("agency",)
    fields = readonly_fields = (
        "state",
        "run",
        "number",
        "agency",
        "court",
        "lines",
        "sha256",
        "made_at",
        "recorder",
        "recorded_at",
        "signed_on",
        "reason",
        "applied_at",
        "left_out",
    )

    @admin.display(description="recorded by")
    def recorder(self, order):
        return name_of(order.recorded_by)

    def get_queryset(self, request):
        """Clerks see the orders of their own courts; who looks after runs sees all, without their schedules."""
        orders = super().get_queryset(request)
        if request.user.is_superuser or not request.user.has_perm("runs.record_order"):
            return orders
        return orders.of_clerk(request.user)

    def has_view_permission(self, request, obj=None):
        return any(request.user.has_perm(f"runs.{name}") for name in ("view_order", "record_order"))

    def has_module_permission(self, request):
        return super().has_module_permission(request) or self.has_view_permission(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["own"] = request.user.has_perm("runs.record_order") and self._of(request).filter(pk=obj.pk).exists()
        context["files"] = FILES
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:number>/file/<slug:form>/", view(self.file), name="runs_order_file"),
            path("<int:number>/signed/", view(self.signed), name="runs_order_signed"),
            path("<int:number>/refused/", view(self.refused), name="runs_order_refused"),
            *super().get_urls(),
        ]

    def file(self, request, number, form):
        """The order with its schedule. Who takes it is written down."""
        order = self._own(request, number)
        if form not in FILES:
            raise Http404
        content_type, made = FILES[form]
        actions.hand_out(by=reference(request.user), order=order, form=form)
        headers = {"Content-Disposition": f'attachment; filename="{order.file_name}.{form}"'}
        return HttpResponse(made(order), content_type=content_type, headers=headers)

    def signed(self, request, number):
        order = self._own(request, number)
        says = [f"A judge of {order.agency} signed {_named(order)}. On which day?"]
        then = [
            f"You record that the court signed {_named(order)}.",
            f"{order.lines:,} charges are then cleared, and the agencies are told. This cannot be changed.",
        ]
        form = SignedForm(_sent(request), order=order, at=timezone.now())
        return self._answer(request, order, "Record as signed", says, then, form, actions.record_signed)

    def refused(self, request, number):
        order = self._own(request, number)
        says = [f"{order.agency} refused {_named(order)}. For which reason?"]
        then = [
            f"You record that the court refused {_named(order)}.",
            f"None of its {order.lines:,} charges is cleared, and each is held until someone has looked at it. "
            "This cannot be changed.",
        ]
        form = RefusedForm(_sent(request), order=order, at=timezone.now())
        return self._answer(request, order, "Record as refused", says, then, form, actions.record_refused)

    def _answer(self, request, order, title, says, then, form, record):
        """Asks, asks whether that is right, and records it."""
        back = reverse("admin:runs_order_change", args=[order.pk])
        if request.method == "POST" and form.is_valid():
            if form.cleaned_data["confirmed"]:
                self._record(request, order, form, record)
                return redirect(back)
            given = [f"{form.fields[name].label}: {value}" for name, value in form.answer.items()]
            says, form, title = [*then, *given], form.to_confirm(), f"{title}: yes, this is right"
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "says": says}
        return render(request, "admin/step.html", context | {"form": form, "one": order, "back": back})

    def _record(self, request, order, form, record):
        try:
            record(by=reference(request.user), order=order, at=form.at, **form.answer)
            messages.success(request, f"{order} is recorded.")
        except Refused as refusal:
            messages.error(request, str(refusal))

    def _own(self, request, number):
        """An order of a court that this clerk acts for; any other is not there."""
        if not request.user.has_perm("runs.record_order"):
            raise PermissionDenied
        return get_object_or_404(self._of(request), pk=number)

    @staticmethod
    def _of(request):
        return Order.objects.of_clerk(request.user).select_related("run__policy", "agency")


def _named(order: Order) -> str:
    return f"order {order.number} of run {order.run_id}"


def _sent(request):
    return request.POST if request.method == "POST" else None
