"""How to hear that there is news: chosen on one page; stopped from any message, without signing in."""

import logging
from functools import partial

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lookup.record.alerts import choices, sms
from lookup.record.alerts.actions import address_of
from lookup.record.alerts.forms import NumberCodeForm, NumberForm
from lookup.record.alerts.models import Alert, choice_of
from lookup.record.alerts.numbers import ending
from lookup.record.alerts.text import code_message
from lookup.record.room import own_page
from lookup.unavailable import unavailable_when_not_ready

logger = logging.getLogger(__name__)
#: So much news is shown, the newest first.
SHOWN = 20


@require_safe
@own_page
def alerts(request, access, now):
    return _page(request, access, now)


@require_POST
@own_page
def choose(request, access, now):
    """By e-mail, or not; or no text messages any more."""
    account = _account(request, access)
    if "email" in request.POST:
        wanted = request.POST["email"] == "on"
        choices.choose_email(account=account, wanted=wanted, by=access.actor)
    elif "forget" in request.POST:
        choices.forget_number(account=account, by=access.actor)
    return redirect("alerts")


@sensitive_post_parameters("number")
@require_POST
@own_page
def number(request, access, now):
    """A number, to which a code is sent."""
    account, form = _account(request, access), NumberForm(request.POST)
    if not sms.is_offered():
        raise Http404
    if form.is_valid():
        try:
            code = choices.ask_number(account=account, number=form.cleaned_data["number"], by=access.actor, at=now)
        except choices.TooManyCodes:
            form.add_error("number", _("We have sent five codes today. Try again tomorrow."))
        else:
            # After the transaction, so that nobody waits for a gateway with the event log in hand.
            transaction.on_commit(partial(_send, choice_of(account), code, get_language()))
            return redirect("alerts")
    return _page(request, access, now, number_form=form)


@sensitive_post_parameters("code")
@require_POST
@own_page
def number_code(request, access, now):
    """The code that was sent to the number."""
    account, form = _account(request, access), NumberCodeForm(request.POST)
    if form.is_valid():
        given = {"code": form.cleaned_data["code"], "by": access.actor, "at": now}
        if choices.confirm_number(account=account, **given):
            return redirect("alerts")
        form.add_error("code", _("This code does not work. Check it, or ask for a new one below."))
    return _page(request, access, now, code_form=form)


@csrf_exempt  # A mail program stops with one click of its own (RFC 8058). The token can do nothing but stop.
@require_http_methods(["GET", "HEAD", "POST"])
@unavailable_when_not_ready
def stop(request, token):
    """Without signing in: the page asks, so that a program that only opens the address stops nothing."""
    if request.method == "POST":
        choices.stop(token=token, by="stop")
    return render(request, "lookup/stop.html", {"stopped": request.method == "POST"})


def _account(request, access):
    if access.visit:
        raise Http404
    return request.user


def _send(choice, code: str, language: str) -> None:
    """If it cannot be sent, the page says that no code is on its way."""
    try:
        with translation.override(language):
            sms.get_connection().send_messages([code_message(choice, code)])
    except (sms.SmsError, OSError) as error:
        logger.error("a code of %s could not be sent: %s", choice, type(error).__name__)
        choices.lose_code(choice=choice)


def _page(request, access, now, **forms) -> TemplateResponse:
    if access.visit:
        return TemplateResponse(request, "lookup/alerts.html", {})
    choice = choice_of(request.user)
    context = {
        "choice": choice,
        "address": _masked(address_of(request.user)),
        "offered": sms.is_offered(),
        "ending": ending(choice.plain_number),
        "waits": choices.waits_for_code(choice, now),
        "news": list(Alert.objects.filter(account=request.user)[:SHOWN]),
        "number_form": NumberForm(),
        "code_form": NumberCodeForm(),
    }
    return TemplateResponse(request, "lookup/alerts.html", context | forms)


def _masked(address: str) -> str:
    """Enough of an address to know it again, for whoever looks over a shoulder."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}…{at}{domain}" if address else ""
