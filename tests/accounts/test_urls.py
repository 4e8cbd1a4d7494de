"""Only what we offer is mounted, and all of it looks and speaks like ours."""

from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import NoReverseMatch, get_resolver, reverse

OURS = settings.BASE_DIR / "templates"
THEIRS = Path(allauth.__file__).parent
#: Pages of allauth that show another template than the one they name, or none: they lead on.
OTHERS = {
    "account_email_verification_sent": "account/confirm_email_verification_code.html",
    "mfa_login_webauthn": None,
    "socialaccount_login_error": "socialaccount/authentication_error.html",
    "mfa_view_recovery_codes": "mfa/recovery_codes/index.html",
}
NOT_OFFERED = [
    "account_logout",
    "account_confirm_email",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_request_reauthentication_code",
    "account_reset_password_from_key",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_trust",
    "socialaccount_signup",
    "socialaccount_connections",
]
#: What allauth may write of that we use: each of its mails but those for ways to sign in that we do not offer.
NOT_SENT = {"account/email/login_code", "account/email/password_reset_key"}


def patterns():
    return get_resolver("clearance.accounts.urls").url_patterns


def view_class(pattern):
    callback = pattern.callback
    while not hasattr(callback, "view_class") and hasattr(callback, "__wrapped__"):
        callback = callback.__wrapped__
    return getattr(callback, "view_class", None)


def template_of(pattern):
    if pattern.name in OTHERS:
        return OTHERS[pattern.name]
    return getattr(view_class(pattern), "template_name", None)


def allauths():
    """The patterns whose pages are made by allauth, or by what extends it."""
    of_allauth = [
        pattern
        for pattern in patterns()
        if (view := view_class(pattern)) and any(base.__module__.startswith("allauth") for base in view.__mro__)
    ]
    return of_allauth + [pattern for pattern in patterns() if pattern.name == "account_email_verification_sent"]


def test_the_walk_finds_the_pages_of_allauth():
    assert len(allauths()) >= 20


@pytest.mark.parametrize("pattern", allauths(), ids=lambda pattern: pattern.name)
def test_every_page_of_allauth_shows_our_template(pattern):
    template = template_of(pattern)
    if pattern.name == "mfa_login_webauthn":
        assert template is None
        return
    assert template, "name the template that it shows"
    assert OURS in Path(get_template(template).origin.name).parents


def mails():
    found = (path.relative_to(THEIRS / "templates") for path in THEIRS.glob("templates/*/email/*_message.txt"))
    sent = {path.as_posix().removesuffix("_message.txt") for path in found}
    return sorted(sent - NOT_SENT - {"account/email/base"} | {"account/email/password_reset"})


@pytest.mark.parametrize("mail", mails())
def test_every_mail_that_allauth_may_send_is_ours(mail):
    assert OURS in Path(get_template(f"{mail}_message.txt").origin.name).parents


@pytest.mark.parametrize("name", NOT_OFFERED)
def test_what_we_do_not_offer_does_not_exist(name):
    for arguments in ([], ["a"], [1], ["1", "a"]):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=arguments)


def test_no_address_says_what_the_site_is_about():
    for pattern in patterns():
        for word in ("clear", "record", "seal", "expunge", "crim", "court", "charge", "convict"):
            assert word not in str(pattern.pattern)
