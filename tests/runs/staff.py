"""Members of staff for these tests, with the permissions of their role and nothing else."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Permission
from django.test import Client


def member_of_staff(name: str, *permissions: str, password: str = "a long secret of hers") -> AbstractBaseUser:
    """Someone who may do these things in runs, such as review_sample."""
    user = get_user_model().objects.create_user(name, is_staff=True, password=password)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions, content_type__app_label="runs"))
    assert user.user_permissions.count() == len(permissions)
    return user


def signed_in(user: AbstractBaseUser) -> Client:
    client = Client()
    client.force_login(user)
    return client
