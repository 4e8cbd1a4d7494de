"""Members of staff for these tests, with the permissions of their role and nothing else."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Permission
from django.test import Client

from tests.staff import types

PASSWORD = "a long secret of theirs"


def member_of_staff(name: str, *permissions: str, password: str | None = None) -> AbstractBaseUser:
    """Someone who may do these things in runs, such as review_sample; with a password, which takes time, to type."""
    user = get_user_model().objects.create_user(name, is_staff=True, password=password)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions, content_type__app_label="runs"))
    assert user.user_permissions.count() == len(permissions)
    return user


def signed_in(user: AbstractBaseUser) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def typed_password(monkeypatch) -> None:
    """Whoever is asked for a password on the terminal types it."""
    monkeypatch.setattr("clearance.staff.getpass", types(PASSWORD))
