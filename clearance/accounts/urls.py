"""Every address of accounts, by the names that allauth asks for. What we do not offer does not exist."""

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from allauth.socialaccount import views as elsewhere
from django.urls import path

from clearance.accounts import passkeys, views
from clearance.accounts.even import takes_as_long

again = reauthentication_required(app="allauth.account")

urlpatterns = [
    path("", views.your_account, name="your_account"),
    # Making an account: the address and a password or passkey, the code from the mail, the second step.
    path("signup/", takes_as_long(account.signup), name="account_signup"),
    path("signup/passkey/", takes_as_long(account.signup_by_passkey), name="account_signup_by_passkey"),
    path("signup/passkey/new/", passkeys.SignUpWithPasskey.as_view(), name="mfa_signup_webauthn"),
    path("email/code/", account.email_verification_sent, name="account_email_verification_sent"),
    path("step/", views.second_step, name="mfa_index"),
    # Signing in.
    path("login/", account.login, name="account_login"),
    path("login/passkey/", passkeys.SignInWithPasskey.as_view(), name="mfa_login_webauthn"),
    path("login/step/", mfa.authenticate, name="mfa_authenticate"),
    path("closed/", account.account_inactive, name="account_inactive"),
    path("again/", views.start_again, name="start_again"),
    path("still-there/", views.still_there, name="still_there"),
    path("signed-out/", views.signed_out, name="signed_out"),
    # A forgotten password.
    path("password/reset/", takes_as_long(account.password_reset), name="account_reset_password"),
    path("password/reset/code/", account.confirm_password_reset_code, name="account_confirm_password_reset_code"),
    path("password/reset/new/", account.complete_password_reset, name="account_complete_password_reset"),
    path("password/reset/done/", account.password_reset_from_key_done, name="account_password_reset_completed"),
    # Asking again, before something of the account changes.
    path("sure/", account.reauthenticate, name="account_reauthenticate"),
    path("sure/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("sure/passkey/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    # Changing it.
    path("email/", again(account.email), name="account_email"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("app/", passkeys.SetUpApp.as_view(), name="mfa_activate_totp"),
    path("app/square/", views.square_code, name="square_code"),
    path("app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("passkeys/", views.your_account, name="mfa_list_webauthn"),
    path("passkeys/add/", passkeys.SetUpPasskey.as_view(), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", passkey.remove_webauthn, name="mfa_remove_webauthn"),
    path("codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("signed-in/", views.sign_ins, name="usersessions_list"),
    path("delete/", views.delete, name="delete_account"),
    # Back from Login.gov without an answer.
    path("elsewhere/cancelled/", elsewhere.login_cancelled, name="socialaccount_login_cancelled"),
    path("elsewhere/error/", elsewhere.login_error, name="socialaccount_login_error"),
]
