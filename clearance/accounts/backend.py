"""Who gives the right password: people by e-mail address, members of staff by user name or e-mail address."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, Q
from django.http import HttpRequest
from django.utils import timezone

from clearance.accounts.limits import may_try
from clearance.accounts.staff import lockout
from clearance.database.prepared import Given, Prepared

ACCOUNT = Prepared(get_user_model().objects.filter(pk=Given("pk", BigIntegerField())))


class Backend(AuthenticationBackend):
    """The one way in with a password, whichever page or command asks, so that every try is counted. Also the one place
    that says whether an account may be used at all: while it is locked nobody is signed in with it, however they came.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> AbstractBaseUser | None:
        """Raises PermissionDenied where nothing else is to be tried, which Django takes for a no."""
        name, password = str(credentials.get("username") or credentials.get("email") or ""), credentials.get("password")
        if not name or not password:
            return None
        if member := _member_of_staff(name):
            return self._member(member, str(password))
        if request is not None and not may_try(request, name, at=timezone.now()):
            make_password(str(password))  # which takes as long as to look at it
            raise PermissionDenied
        return super().authenticate(request, **credentials)

    def get_user(self, user_id: int) -> AbstractBaseUser | None:
        user = ACCOUNT.first(pk=user_id)
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: AbstractBaseUser) -> bool:
        return super().user_can_authenticate(user) and not lockout.is_locked(user)

    def _member(self, member: AbstractBaseUser, password: str) -> AbstractBaseUser:
        looked = []

        def check() -> bool:
            looked.append(password)
            return member.check_password(password) and self.user_can_authenticate(member)

        if lockout.is_right(member, "password", check, at=timezone.now()):
            return member
        if not looked:
            make_password(password)
        raise PermissionDenied


def _member_of_staff(name: str) -> AbstractBaseUser | None:
    """Whoever has this user name, or alone has this e-mail address."""
    staff = get_user_model().objects.filter(is_staff=True)
    found = list(staff.filter(Q(username=name) | Q(email__iexact=name))[:3])
    by_name = [one for one in found if one.get_username() == name]
    return (by_name or (found if len(found) == 1 else [None]))[0]
