"""Gives each role its permissions."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from clearance.audit import actions as audit
from clearance.roles.roles import ROLES, Role


@transaction.atomic
def set_up_roles(*, by: str) -> list[Role]:
    """Make every role a group with exactly its permissions: what was added to it by hand is taken away again.

    Which of them changed; none where all is as it should be. Raises LookupError for a permission that does not exist:
    the database is older than the code.
    """
    return [role for role in ROLES if _set_up(by, role)]


def _set_up(by: str, role: Role) -> bool:
    group, _ = Group.objects.get_or_create(name=role.name)
    wanted = {_permission(name) for name in role.permissions}
    if set(group.permissions.all()) == wanted:
        return False
    group.permissions.set(wanted)
    detail = {"name": role.name, "permissions": sorted(role.permissions)}
    audit.record(by=by, action="role.set_up", subject=f"group:{group.pk}", detail=detail)
    return True


def _permission(name: str) -> Permission:
    app, codename = name.split(".")
    found = Permission.objects.filter(content_type__app_label=app, codename=codename).first()
    if found is None:
        raise LookupError(f"The database knows no permission {name}. Run `manage.py migrate`, then this again.")
    return found
