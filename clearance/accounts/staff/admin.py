"""Members of staff in the admin: their roles, and what an administrator does with an account. People are not listed."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from clearance.accounts.staff import actions
from clearance.accounts.staff.names import reference
from clearance.accounts.staff.steps import STEPS
from clearance.audit import actions as audit

admin.site.unregister(User)


class NewMemberForm(forms.ModelForm):
    """A new member of staff: nobody sets a password for them."""

    class Meta:
        model = User
        fields = ("username", "email")
        field_classes = BaseUserCreationForm.Meta.field_classes


class WhyForm(forms.Form):
    reason = forms.CharField(label="Why", max_length=200, widget=forms.Textarea({"rows": 3}))


@admin.register(User)
class StaffAdmin(UserAdmin):
    add_form = NewMemberForm
    change_form_template = "admin/member_of_staff.html"
    add_form_template = None
    list_display = ("username", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser", "groups")
    readonly_fields = ("is_active", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email", "is_active")}),
        ("What they may do", {"fields": ("groups", "is_superuser", "user_permissions")}),
        ("Since when", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("username", "email")}),)

    def get_queryset(self, request):
        return super().get_queryset(request).filter(is_staff=True)

    def has_delete_permission(self, request, obj=None):
        """The event log names members of staff by number for good. An account is suspended instead."""
        return False

    def save_model(self, request, obj, form, change):
        if not change:
            obj.is_staff = True
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        detail = {"changed": form.changed_data} if change else {}
        action = "staff.changed" if change else "staff.added"
        audit.record(by=reference(request.user), action=action, subject=reference(form.instance), detail=detail)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["steps"] = [(name, step) for name, step in STEPS.items() if step.when(obj)]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        """Not those of Django's own page for users: there one may set a password for another."""
        view = self.admin_site.admin_view
        return [
            path("<int:number>/link/", view(self.link), name="auth_user_link"),
            path("<int:number>/step/<slug:name>/", view(self.step), name="auth_user_step"),
            *admin.ModelAdmin.get_urls(self),
        ]

    def step(self, request, number, name):
        """What a step does; with a reason, the step itself."""
        member, step = self._member(request, number), STEPS.get(name)
        if step is None:
            raise Http404
        form = WhyForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return self._ask(request, member, step.label, [step.says], form)
        try:
            step.do(by=reference(request.user), user=member, reason=form.cleaned_data["reason"], at=timezone.now())
            messages.success(request, f"{step.label}: done.")
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("admin:auth_user_change", member.pk)

    def link(self, request, number):
        """A link with which they set a password; it is shown once, and kept nowhere."""
        member = self._member(request, number)
        title, says = "Give a link to set a password", ["With it they set a password of their own, once."]
        if request.method == "POST":
            try:
                link = actions.set_up_link(by=reference(request.user), user=member)
            except actions.Refused as refusal:
                messages.error(request, str(refusal))
                return redirect("admin:auth_user_change", member.pk)
            return self._ask(request, member, title, [], None, template="admin/set_up_link.html", link=link)
        return self._ask(request, member, title, says, forms.Form())

    def _member(self, request, number):
        if not request.user.has_perm("auth.change_user"):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), pk=number)

    def _ask(self, request, member, title, says, form, template="admin/step.html", **more):
        back = reverse("admin:auth_user_change", args=[member.pk])
        page = {"opts": self.opts, "one": member, "back": back, "title": title, "says": says, "form": form}
        return TemplateResponse(request, template, {**self.admin_site.each_context(request), **page, **more})
